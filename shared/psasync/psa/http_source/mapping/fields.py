"""The canonical fields of a row, one by one."""

from collections.abc import Callable, Mapping
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.http_source.definition.canonical_fields import Kind, canonical_fields
from psasync.psa.http_source.definition.fields import FieldDefinition
from psasync.psa.http_source.definition.paths import MISSING, Path
from psasync.psa.http_source.mapping.conversions import ConversionError, conversion_of
from psasync.psa.toolkit.rows import Row, UnusableFieldError

Take = Callable[[Any], Any]
"""The value of one canonical field, from a row."""


def data_of(entity: Entity, fields: Mapping[str, FieldDefinition]) -> Take:
    """The canonical fields of a row. Parts come together in an object, which is None where all of them are."""
    takes = _takes(entity, fields)

    def data(row: Row) -> dict[str, Any]:
        return {name: take(row) if callable(take) else _parts(take, row) for name, take in takes.items()}

    return data


def found_at(path: Path | None, row: Any) -> Any:
    """None where there is nothing, or no path."""
    value = path.find(row) if path else None
    return None if value is MISSING else value


def _takes(entity: Entity, fields: Mapping[str, FieldDefinition]) -> dict[str, Take | Mapping[str, Take]]:
    """By field; for a field that is described in parts, by part."""
    kinds = canonical_fields(entity)
    whole: dict[str, Take | Mapping[str, Take]] = {}
    parts: dict[str, dict[str, Take]] = {}
    for name, field in fields.items():
        of, _, part = name.partition(".")
        if part:
            whole[of] = parts.setdefault(of, {})
            parts[of][part] = _take(name, field, kinds[name])
        else:
            whole[name] = _take(name, field, kinds[name])
    return whole


def _parts(takes: Mapping[str, Take], row: Row) -> dict[str, Any] | None:
    parts = {name: take(row) for name, take in takes.items()}
    return parts if any(parts.values()) else None


def _take(name: str, field: FieldDefinition, kind: Kind) -> Take:
    if field.path is None:
        return lambda _row: field.constant
    path, convert = field.path, conversion_of(field, field.conversion_for(kind))

    def take(row: Any) -> Any:
        try:
            return convert(found_at(path, row))
        except ConversionError as error:
            raise UnusableFieldError(name, str(error)) from None

    return take
