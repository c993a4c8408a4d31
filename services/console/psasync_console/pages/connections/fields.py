"""The form of a connection, drawn from how its system describes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psasync_client.models.scheduler import ConnectionView, FieldView, SystemView
from psasync_console.web.forms import Form, Mistakes

_WRITTEN_IN_LINES = "application/json"


@dataclass(frozen=True, slots=True)
class FormField:
    """`name` as in the body of a connection: `settings.base_url`, `secrets.token`."""

    name: str
    label: str
    help: str
    example: str
    value: str
    choices: Sequence[str]
    required: bool
    secret: bool
    long: bool  # written in lines
    mistake: str
    set_by: str = ""  # of a secret that is kept
    set_at: datetime | None = None

    @property
    def element(self) -> str:
        return "field-" + self.name.replace(".", "-")

    @property
    def kept(self) -> bool:
        return self.set_at is not None


@dataclass(frozen=True, slots=True)
class ConnectionForm:
    """`more`: what most people leave as it is."""

    needed: Sequence[FormField]
    more: Sequence[FormField]

    @property
    def unfolded(self) -> bool:
        """Whether there is something in `more` to look at."""
        return any(field.mistake for field in self.more)

    @property
    def names(self) -> list[str]:
        return [field.name for field in (*self.needed, *self.more)]


def form_of(
    system: SystemView,
    connection: ConnectionView | None = None,
    sent: Form | None = None,
    mistakes: Mapping[str, str] | None = None,
) -> ConnectionForm:
    """Of a stored connection or a new one; `sent` is what a person has entered, `mistakes` are by field."""
    fields = [_field(system, each, connection, sent, mistakes or {}) for each in system.fields]
    needed = [field for field in fields if field.required or field.secret]
    return ConnectionForm(needed, [field for field in fields if not (field.required or field.secret)])


BESIDE = {"name": "Name", "calls_per_minute": "Calls per minute", "concurrent_calls": "Calls at the same time"}
"""Fields that every connection has, whatever its system."""


def told_above(mistakes: Mistakes) -> list[str]:
    """What an answer to htmx says above the form: it replaces the notes of the system's fields only."""
    return [
        *mistakes.others,
        *(f"{label}: {mistakes.at[name]}" for name, label in BESIDE.items() if name in mistakes.at),
    ]


def settings_of(form: Form) -> dict[str, str]:
    """All that have a value: an empty one stands for none."""
    return {name: value.strip() for name, value in form.under("settings.").items() if value.strip()}


def secrets_of(form: Form) -> dict[str, str]:
    """Those that were entered, as they were entered."""
    return {name: value for name, value in form.under("secrets.").items() if value}


def _field(
    system: SystemView,
    described: FieldView,
    connection: ConnectionView | None,
    sent: Form | None,
    mistakes: Mapping[str, str],
) -> FormField:
    name = ("secrets." if described.secret else "settings.") + described.name
    kept = connection.secrets.get(described.name) if connection and described.secret else None
    schema = system.form.settings.get("properties", {}).get(described.name, {})
    return FormField(
        name=name,
        label=described.label,
        help=described.help,
        example=described.example,
        value="" if described.secret else _value(described, name, connection, sent),
        choices=described.choices,
        required=described.required,
        secret=described.secret,
        long=schema.get("contentMediaType") == _WRITTEN_IN_LINES,
        mistake=mistakes.get(name, ""),
        set_by=kept.set_by if kept else "",
        set_at=kept.set_at if kept else None,
    )


def _value(described: FieldView, name: str, connection: ConnectionView | None, sent: Form | None) -> str:
    if sent is not None:
        return sent.one(name)
    stored = connection.settings.get(described.name) if connection else None
    return stored if stored is not None else described.default or ""
