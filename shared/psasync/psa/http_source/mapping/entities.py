"""One entity's definition, made ready to map its rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from psasync.contracts.vocabulary import Entity
from psasync.psa.http_source.definition import EntityDefinition
from psasync.psa.http_source.errors import SYSTEM
from psasync.psa.http_source.mapping.conversions import ConversionError, identifier, text
from psasync.psa.http_source.mapping.fields import data_of, found_at
from psasync.psa.http_source.mapping.instants import instant
from psasync.psa.toolkit import rows
from psasync.psa.toolkit.rows import Mapped, Row, RowMapping, UnusableFieldError


@dataclass(frozen=True, slots=True)
class EntityMapping:
    described: EntityDefinition
    rows: RowMapping

    @classmethod
    def of(cls, entity: Entity, described: EntityDefinition) -> "EntityMapping":
        return cls(
            described,
            RowMapping(
                data=data_of(entity, described.fields),
                identify=lambda row: _id(described, row),
                label=_label(described),
                business_date=_business_date(described),
            ),
        )

    def mapped(self, found: Iterable[Any], chosen: Sequence[str] = ()) -> Mapped:
        """In the order of the rows. `chosen`: names of custom fields; one that a row does not have is None."""
        if not chosen:
            return rows.map_rows(SYSTEM, self.rows, found)
        paths = self.described.custom_fields
        return rows.map_rows(
            SYSTEM, self.rows, found, lambda row: {name: found_at(paths.get(name), row) for name in chosen}
        )

    def source_id(self, row: Any) -> str | None:
        return rows.source_id_of(self.rows, row)


def _id(described: EntityDefinition, row: Any) -> str:
    found = identifier(found_at(described.id, row))
    if not found:
        raise ValueError("no id")
    return found


def _label(described: EntityDefinition) -> Callable[[Row], str] | None:
    path = described.label
    return None if path is None else lambda row: text(found_at(path, row)) or ""


def _business_date(described: EntityDefinition) -> Callable[[Row], datetime | None] | None:
    date = described.business_date
    if date is None:
        return None
    zone = ZoneInfo(date.zone)

    def business_date(row: Row) -> datetime | None:
        try:
            return instant(found_at(date.path, row), zone)
        except ConversionError as error:
            raise UnusableFieldError("business date", str(error)) from None

    return business_date
