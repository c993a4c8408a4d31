"""What can be wrong with a mapping, told before any record is read.

The same rules hold where a sync is set up and where a run begins.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from math import isfinite
from typing import Any

from pydantic import ValidationError

from psasync.contracts.canonical import MODELS
from psasync.contracts.canonical_types import canonical_types
from psasync.contracts.mapping import CUSTOM, EntityMapping, FixedValue
from psasync.contracts.vocabulary import Entity

Mistake = tuple[str, str]
"""Where in the mapping, dotted, and what is wrong there."""

LARGEST_NUMBER = 2**53
"""What every reader of JSON holds exactly."""


def mapping_mistakes(entity: Entity, mapping: EntityMapping, custom_fields: Collection[str]) -> list[Mistake]:
    """Every mistake in the mapping of one entity; none if it can be applied.

    `custom_fields`: the names of those that the sync reads with the entity.
    """
    read = canonical_paths(entity) | {CUSTOM + name for name in custom_fields}
    return [
        *_wrong_renames(entity, mapping, read),
        *_lost_fields(entity, mapping),
        *_wrong_values(entity, mapping, read),
        *_wrong_fixed(entity, mapping),
    ]


@cache
def canonical_paths(entity: Entity) -> frozenset[str]:
    """The canonical fields of an entity, those that have parts by their parts (`address.city`)."""
    return frozenset(canonical_types(entity))


def _wrong_renames(entity: Entity, mapping: EntityMapping, read: AbstractSet[str]) -> Iterator[Mistake]:
    targets = Counter(mapping.rename.values())
    for source, target in mapping.rename.items():
        at = f"rename.{source}"
        if source not in read:
            yield at, _not_read(entity, source)
        if not _is_field(entity, target):
            yield at, _no_field(entity, target)
        if source == target:
            yield at, "a field cannot be renamed to itself"
        elif targets[target] > 1:
            yield at, f"more than one field is renamed to {target}"
        if target in mapping.fixed:
            yield at, f"{target} has a fixed value, which would replace this one"


def _lost_fields(entity: Entity, mapping: EntityMapping) -> Iterator[Mistake]:
    """Fields without which no record can be written, and that nothing fills once they are renamed."""
    filled = {*mapping.rename.values(), *mapping.fixed}
    for name, field in MODELS[entity].model_fields.items():
        if field.is_required() and name in mapping.rename and name not in filled:
            yield f"rename.{name}", f"no {entity} can do without {name}: rename another field to it, or fix its value"


def _wrong_values(entity: Entity, mapping: EntityMapping, read: AbstractSet[str]) -> Iterator[Mistake]:
    renamed = read - mapping.rename.keys() | set(mapping.rename.values())
    for path, values in mapping.values.items():
        at = f"values.{path}"
        if path in mapping.rename and path not in renamed:
            yield at, f"values are mapped after renames: name {mapping.rename[path]}"
        elif path not in renamed:
            yield at, _not_read(entity, path)
        elif path in mapping.fixed:
            yield at, f"{path} has a fixed value, which would replace these"
        for before, after in values.items():
            yield from _refusal(entity, path, after, f"{at}.{before}")


def _wrong_fixed(entity: Entity, mapping: EntityMapping) -> Iterator[Mistake]:
    for path, value in mapping.fixed.items():
        at = f"fixed.{path}"
        if not _is_field(entity, path):
            yield at, _no_field(entity, path)
        yield from _refusal(entity, path, value, at)


def _refusal(entity: Entity, path: str, value: FixedValue, at: str) -> Iterator[Mistake]:
    """A value that no record can have in that field, whatever else it holds."""
    if isinstance(value, int | float) and not (isfinite(value) and abs(value) <= LARGEST_NUMBER):
        yield at, "is a number that not every system can hold"
    elif path in canonical_paths(entity):
        steps = tuple(path.split("."))
        content: Any = value
        for step in reversed(steps):
            content = {step: content}
        try:
            MODELS[entity].model_validate(content)
        except ValidationError as error:
            found = (detail["msg"] for detail in error.errors(include_url=False) if detail["loc"] == steps)
            yield from ((at, f"is no value for {path}: {message}") for message in found)


def _not_read(entity: Entity, path: str) -> str:
    if path.startswith(CUSTOM):
        return f"{path.removeprefix(CUSTOM)} is not among the custom fields that this sync reads with {entity}"
    return _no_field(entity, path)


def _no_field(entity: Entity, path: str) -> str:
    parts = sorted(name for name in canonical_paths(entity) if name.startswith(f"{path}."))
    if parts:
        return f"{path} has parts: name one of {', '.join(parts)}"
    return f"{entity} has no field {path}; a custom field is written {CUSTOM}<name>"


def _is_field(entity: Entity, path: str) -> bool:
    return path.startswith(CUSTOM) or path in canonical_paths(entity)
