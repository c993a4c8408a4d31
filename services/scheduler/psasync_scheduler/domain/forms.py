"""What a form for a connection draws and checks: JSON schemas (2020-12) made from a system's fields.

They accept what `connections.check_settings` and `check_secrets` accept, so that a form refuses what the service would.
Rules that go beyond single fields stay with the service.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from psasync_scheduler.domain.connections import FieldRule, longest_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MAX_FIELDS = 50

_END = r"(?![\s\S])"
"""The end of the text. Dialects differ on whether `$` also stands before a last line break."""

Schema = dict[str, Any]


class FormField(FieldRule, Protocol):
    """What a form shows of a field, beside its rules."""

    @property
    def label(self) -> str: ...

    @property
    def help(self) -> str: ...

    @property
    def example(self) -> str: ...

    @property
    def media_type(self) -> str: ...


def settings_schema(fields: Sequence[FormField]) -> Schema:
    return _object([field for field in fields if not field.secret])


def secrets_schema(fields: Sequence[FormField]) -> Schema:
    """Of all secrets, as a new connection needs them; a change may send some only."""
    return _object([field for field in fields if field.secret])


def order(fields: Sequence[FormField]) -> list[str]:
    """The fields as a form shows them from top to bottom, by their path in the body of a connection."""
    return [f"{'secrets' if field.secret else 'settings'}.{field.name}" for field in fields]


def _object(fields: Sequence[FormField]) -> Schema:
    return {
        "$schema": DIALECT,
        "type": "object",
        "properties": {field.name: _value(field) for field in fields},
        "required": [field.name for field in fields if _needed(field)],
        "additionalProperties": False,
        "maxProperties": MAX_FIELDS,
    }


def _needed(field: FieldRule) -> bool:
    return field.required and (field.secret or field.default is None)


def _value(field: FormField) -> Schema:
    schema: Schema = {
        "type": "string",
        "title": field.label,
        "description": field.help,
        "maxLength": longest_of(field),
        **_allowed(field),
    }
    if field.form and field.form.format:
        schema["format"] = field.form.format
    if field.media_type:
        schema["contentMediaType"] = field.media_type
    if field.example:
        schema["examples"] = [field.example]
    if field.default is not None:
        schema["default"] = field.default
    # Last: whatever else it is, it is not to be shown.
    return schema | {"writeOnly": True, "format": "password"} if field.secret else schema


def _allowed(field: FieldRule) -> Schema:
    """An empty value of a field that is not needed stands for none."""
    needed = _needed(field)
    if field.choices:
        return {"enum": list(field.choices) if needed else ["", *field.choices]}
    if field.form is None:
        return _present(field) if needed else {}
    around = "" if field.secret else r"\s*"
    within = f"(?:{field.form.pattern})"
    if needed:
        present = "" if field.secret else r"(?=\s*\S)"
        return {"pattern": f"^{present}{around}{within}{around}{_END}"}
    return {"pattern": f"^{around}(?:{within}{around})?{_END}"}


def _present(field: FieldRule) -> Schema:
    return {"minLength": 1} if field.secret else {"pattern": r"\S"}
