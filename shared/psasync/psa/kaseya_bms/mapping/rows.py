"""How the rows of each entity become records."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.kaseya_bms.errors import SYSTEM
from psasync.psa.kaseya_bms.mapping import assets, companies, contacts, tickets
from psasync.psa.kaseya_bms.mapping.values import created, custom_fields
from psasync.psa.toolkit import rows
from psasync.psa.toolkit.rows import Mapped, RowMapping

MAPPINGS: Mapping[Entity, RowMapping] = {
    Entity.COMPANY_STATUS: RowMapping(companies.company_status),
    Entity.COMPANY: RowMapping(companies.company, label=companies.company_label, business_date=created),
    Entity.COMPANY_SITE: RowMapping(companies.site, identify=companies.site_source_id),
    Entity.CONTACT: RowMapping(contacts.contact, business_date=created),
    Entity.ASSET: RowMapping(assets.asset, business_date=created),
    Entity.TICKET_BOARD: RowMapping(tickets.ticket_board),
    Entity.TICKET_STATUS: RowMapping(tickets.ticket_status),
    Entity.TICKET_PRIORITY: RowMapping(tickets.ticket_priority),
}


def map_rows(entity: Entity, found: Iterable[Any], chosen: Sequence[str] = ()) -> Mapped:
    """In the order of the rows. `chosen`: names of the custom fields to carry."""
    chooser = (lambda row: custom_fields(row, chosen)) if chosen else None
    return rows.map_rows(SYSTEM, MAPPINGS[entity], found, chooser)


def source_id_of(entity: Entity, row: Any) -> str | None:
    """The id of a row, or None where it has none."""
    return rows.source_id_of(MAPPINGS[entity], row)
