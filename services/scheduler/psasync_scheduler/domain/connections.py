"""What the settings and secrets of a connection must look like, by the fields that its system declares."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from psasync_scheduler.domain.errors import FieldError, check

MAX_VALUE_CHARACTERS = 16_384


class FormRule(Protocol):
    """What a value must look like."""

    @property
    def pattern(self) -> str: ...

    @property
    def told(self) -> str: ...

    @property
    def format(self) -> str: ...


class FieldRule(Protocol):
    """The part of a system's field declaration that the rules need."""

    @property
    def name(self) -> str: ...

    @property
    def secret(self) -> bool: ...

    @property
    def required(self) -> bool: ...

    @property
    def default(self) -> str | None: ...

    @property
    def choices(self) -> tuple[str, ...]: ...

    @property
    def form(self) -> FormRule | None: ...

    @property
    def longest(self) -> int: ...


def longest_of(field: FieldRule) -> int:
    """Characters, the spaces around a value included."""
    return field.longest or MAX_VALUE_CHARACTERS


def check_settings(fields: Sequence[FieldRule], settings: Mapping[str, str]) -> dict[str, str]:
    """The settings with defaults filled in. Raises `Invalid` with every mistake.

    `forms.settings_schema` says the same to forms.
    """
    plain = [field for field in fields if not field.secret]
    stripped = {name: value.strip() for name, value in settings.items()}
    errors = _unknown("settings", settings, plain)
    errors += [
        FieldError(f"settings.{field.name}", "is needed")
        for field in plain
        if field.required and not stripped.get(field.name) and field.default is None
    ]
    errors += _too_long("settings", settings, plain)
    errors += [
        *_not_offered("settings", settings, plain),
        *_ill_formed("settings", stripped, plain),
    ]
    check(errors)
    defaults = {field.name: field.default for field in plain if field.default is not None}
    return defaults | {name: value for name, value in stripped.items() if value}


def settings_mistake(fields: Sequence[FieldRule], text: str) -> FieldError:
    """What a system says of settings that decide what it can do, at the setting that it names.

    Adapters write "the connection's <setting> ..." (`psasync.psa.toolkit.faults`); what names none is about them all.
    """
    named = (field.name for field in fields if text.startswith(f"the connection's {field.name} "))
    name = next(named, None)
    return FieldError(f"settings.{name}" if name else "settings", text)


def fields_named(fields: Sequence[FieldRule], text: str) -> tuple[str, ...]:
    """Where in the connection the field stands that a system's words are about; none if they name none."""
    return tuple(
        f"{'secrets' if field.secret else 'settings'}.{field.name}"
        for field in fields
        if text.startswith(f"the connection's {field.name} ")
    )


def check_secrets(fields: Sequence[FieldRule], given: Mapping[str, str | None], held: Iterable[str]) -> None:
    """Whether the secrets are complete once `given` (None removes one) is laid over those held."""
    secret = [field for field in fields if field.secret]
    names = (set(held) | {name for name, value in given.items() if value}) - {
        name for name, value in given.items() if not value
    }
    errors = _unknown("secrets", given, secret)
    errors += [
        FieldError(f"secrets.{field.name}", "is needed")
        for field in secret
        if field.required and field.name not in names
    ]
    values = {name: value for name, value in given.items() if value}
    errors += [
        *_too_long("secrets", values, secret),
        *_not_offered("secrets", values, secret),
        *_ill_formed("secrets", values, secret),
    ]
    check(errors)


def check_entered_again(
    before: Mapping[str, str], after: Mapping[str, str], held: Iterable[str], given: Mapping[str, str | None]
) -> None:
    """Secrets belong to the address they were entered for: with other settings they are entered again.

    Otherwise whoever may edit a connection could have its secrets sent to a host of their own.
    """
    if before == after:
        return
    check(
        [
            FieldError(f"secrets.{name}", "enter it again: the settings it was entered for have changed")
            for name in sorted(held)
            if name not in given
        ]
    )


def _unknown(part: str, given: Mapping[str, object], fields: Sequence[FieldRule]) -> list[FieldError]:
    known = {field.name for field in fields}
    return [FieldError(f"{part}.{name}"[:100], "is no field of this system") for name in given if name not in known]


def _too_long(part: str, given: Mapping[str, str], fields: Sequence[FieldRule]) -> Iterator[FieldError]:
    bounds = {field.name: longest_of(field) for field in fields}
    for name, value in given.items():
        most = bounds.get(name, MAX_VALUE_CHARACTERS)
        if len(value) > most:
            yield FieldError(f"{part}.{name}"[:100], f"is longer than {most} characters")


def _not_offered(part: str, given: Mapping[str, str], fields: Sequence[FieldRule]) -> Iterator[FieldError]:
    for field in fields:
        value = given.get(field.name)
        if value and field.choices and value not in field.choices:
            yield FieldError(f"{part}.{field.name}", f"must be one of: {', '.join(field.choices)}")


def _ill_formed(part: str, given: Mapping[str, str], fields: Sequence[FieldRule]) -> Iterator[FieldError]:
    """Values whose form is wrong; the value itself is not repeated, for it may be a secret in the wrong place."""
    for field in fields:
        value = given.get(field.name)
        if value and field.form and not re.fullmatch(field.form.pattern, value):
            yield FieldError(f"{part}.{field.name}", f"must be {field.form.told}")
