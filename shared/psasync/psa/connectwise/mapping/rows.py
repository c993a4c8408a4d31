"""How the rows of each entity become records."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.connectwise.errors import SYSTEM
from psasync.psa.connectwise.mapping import assets, companies, contacts, tickets
from psasync.psa.connectwise.mapping.values import custom_fields
from psasync.psa.toolkit import rows
from psasync.psa.toolkit.rows import Mapped, Row, RowMapping


def _label(row: Row) -> str:
    return row.get("identifier") or f"#{row['id']}"


def _named(row: Row) -> str:
    return row.get("name") or _label(row)


def _entered(row: Row) -> datetime | None:
    """When the record was entered; where the server does not tell, when it was last updated."""
    info = row.get("_info")
    if not info:
        return None
    text = info.get("dateEntered") or info.get("lastUpdated")
    return datetime.fromisoformat(text) if text else None


MAPPINGS: Mapping[Entity, RowMapping] = {
    Entity.COMPANY_STATUS: RowMapping(companies.company_status, label=_named, business_date=_entered),
    Entity.COMPANY: RowMapping(companies.company, label=_named, business_date=_entered),
    Entity.COMPANY_SITE: RowMapping(
        companies.company_site, identify=companies.site_source_id, label=_named, business_date=_entered
    ),
    Entity.CONTACT: RowMapping(contacts.contact, label=contacts.label, business_date=_entered),
    Entity.ASSET: RowMapping(assets.asset, label=_named, business_date=_entered),
    Entity.TICKET_BOARD: RowMapping(tickets.ticket_board, label=_named, business_date=_entered),
    Entity.TICKET_STATUS: RowMapping(tickets.ticket_status, label=_named, business_date=_entered),
    Entity.TICKET_PRIORITY: RowMapping(tickets.ticket_priority, label=_named, business_date=_entered),
}


def map_rows(entity: Entity, found: Iterable[Any], chosen: Sequence[str] = ()) -> Mapped:
    """In the order of the rows. `chosen`: captions of the custom fields to carry."""
    chooser = (lambda row: custom_fields(row, chosen)) if chosen else None
    return rows.map_rows(SYSTEM, MAPPINGS[entity], found, chooser)


def source_id_of(entity: Entity, row: Any) -> str | None:
    """The id of a row, or None where it has none."""
    return rows.source_id_of(MAPPINGS[entity], row)
