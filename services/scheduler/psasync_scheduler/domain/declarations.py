"""What a PSA has declared of its own set-up, as it is kept: bounded, with its age."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from difflib import get_close_matches
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from psasync.contracts.vocabulary import Entity
from psasync_scheduler.domain.errors import FieldError

MAX_FIELDS = 1_000
"""Custom fields of one entity."""

MAX_OPTIONS = 200
"""Of one field."""

MAX_ALL_OPTIONS = 10_000
"""Of all fields of one entity: with texts cut at 200 characters, some megabytes at most are stored."""

MAX_VALUES = 500
"""Records of a set-up list, such as boards."""

_MAX_TEXT = 200

SET_UP = (Entity.COMPANY_STATUS, Entity.TICKET_BOARD, Entity.TICKET_PRIORITY, Entity.TICKET_STATUS)
"""Short lists that are worth seeing where values are mapped."""


class FromPsa(Protocol):
    """A custom field in the words of the adapter."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def type(self) -> str: ...

    @property
    def options(self) -> tuple[str, ...]: ...


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class CustomField(_Kept):
    name: str
    label: str
    type: str = ""
    options: tuple[str, ...] = ()


class SetUpValue(_Kept):
    """A record of a set-up list: what maps of values can name."""

    id: str
    name: str


class DeclaredEntity(_Kept):
    entity: Entity
    custom_fields: tuple[CustomField, ...] | None = None  # None: nothing is declared that could be checked
    values: tuple[SetUpValue, ...] | None = None  # None: no set-up list, or it could not be read
    truncated: bool = False
    note: str = ""  # why something is missing


class Discovery(_Kept):
    """Of one connection as it was at `version`."""

    connection: str
    version: int
    discovered_at: datetime
    entities: tuple[DeclaredEntity, ...]

    def names(self) -> dict[Entity, frozenset[str]]:
        """The custom fields of the entities that declare all of theirs."""
        return {
            one.entity: frozenset(field.name for field in one.custom_fields)
            for one in self.entities
            if one.custom_fields is not None and not one.truncated
        }


def declared_entity(
    entity: Entity, fields: Sequence[FromPsa] | None, values: Sequence[SetUpValue] | None, note: str
) -> DeclaredEntity:
    """Cut to the bounds, and marked where something was."""
    kept = None if fields is None else tuple(_bounded(fields[:MAX_FIELDS]))
    shown = None if values is None else tuple(values[:MAX_VALUES])
    whole = (fields is None or len(fields) <= MAX_FIELDS) and (values is None or len(values) <= MAX_VALUES)
    return DeclaredEntity(entity=entity, custom_fields=kept, values=shown, truncated=not whole, note=note[:_MAX_TEXT])


def _bounded(fields: Sequence[FromPsa]) -> Iterator[CustomField]:
    left = MAX_ALL_OPTIONS
    for field in fields:
        options = tuple(option[:_MAX_TEXT] for option in field.options[: min(MAX_OPTIONS, left)])
        left -= len(options)
        yield CustomField(
            name=field.name[:_MAX_TEXT], label=field.label[:_MAX_TEXT], type=field.type[:_MAX_TEXT], options=options
        )


def undeclared(
    custom_fields: Mapping[Entity, Sequence[str]], declared: Mapping[Entity, AbstractSet[str]], source: str
) -> list[FieldError]:
    """Custom fields that a sync names and its source does not have. Entities that `declared` lacks are not judged."""
    return [
        FieldError(f"custom_fields.{entity}.{place}", _unknown(name, declared[entity], entity, source))
        for entity, names in custom_fields.items()
        if entity in declared
        for place, name in enumerate(names)
        if name not in declared[entity]
    ]


def _unknown(name: str, known: AbstractSet[str], entity: Entity, source: str) -> str:
    by_key = {one.casefold(): one for one in sorted(known)}
    near = [by_key[key] for key in get_close_matches(name.casefold(), by_key, n=3)]
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"{source} declares no custom field {name[:_MAX_TEXT]!r} for {entity}{hint}"
