"""How the rows of each entity become records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from psasync.contracts.vocabulary import Entity
from psasync.psa.halopsa.endpoints import ENDPOINTS
from psasync.psa.halopsa.errors import SYSTEM
from psasync.psa.halopsa.mapping import assets, companies, contacts, tickets
from psasync.psa.halopsa.mapping.custom_fields import chosen_fields
from psasync.psa.halopsa.mapping.values import identity, moment, number_of
from psasync.psa.toolkit import rows
from psasync.psa.toolkit.rows import Mapped, Row, RowMapping, plain_id


@dataclass(frozen=True, slots=True)
class Instance:
    """What the rows of one instance cannot be understood without."""

    time_zone: ZoneInfo
    asset_fields: assets.Labels


def identify(row: Row) -> str:
    return identity(row["id"])


def identify_priority(row: Row) -> str:
    """Tickets refer to priorities by this number; the row's own id is that of one SLA's row."""
    return identity(row[ENDPOINTS[Entity.TICKET_PRIORITY].named])


def mapping_of(entity: Entity, instance: Instance) -> RowMapping:
    def created(row: Row) -> datetime | None:
        return moment(row.get("datecreated"), instance.time_zone)

    def asset(row: Row) -> dict[str, Any]:
        return assets.asset(row, instance.asset_fields)

    return {
        Entity.COMPANY_STATUS: RowMapping(companies.company_status, plain_id),
        Entity.COMPANY: RowMapping(companies.company, identify, business_date=created),
        Entity.COMPANY_SITE: RowMapping(companies.company_site, identify),
        Entity.CONTACT: RowMapping(contacts.contact, identify),
        Entity.ASSET: RowMapping(asset, identify),
        Entity.TICKET_BOARD: RowMapping(tickets.ticket_board, identify),
        Entity.TICKET_STATUS: RowMapping(tickets.ticket_status, identify),
        Entity.TICKET_PRIORITY: RowMapping(tickets.ticket_priority, identify_priority),
    }[entity]


def map_rows(entity: Entity, instance: Instance, found: Iterable[Any], chosen: Sequence[str] = ()) -> Mapped:
    """In the order of the rows. `chosen`: names of the custom fields to carry."""
    chooser = (lambda row: chosen_fields(row, chosen)) if chosen else None
    return rows.map_rows(SYSTEM, mapping_of(entity, instance), found, chooser)


def row_number(entity: Entity, row: Any) -> int | None:
    """What rows are ordered by; None where the row has no id."""
    name = ENDPOINTS[entity].named
    return number_of(row.get(name)) if isinstance(row, Mapping) else None
