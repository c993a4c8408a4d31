"""How the rows of each entity become records, with the connection's choices."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.syncro.choices import Choices
from psasync.psa.syncro.errors import SYSTEM
from psasync.psa.syncro.mapping import assets, companies, contacts, sites, tickets
from psasync.psa.syncro.mapping.values import created_at, properties
from psasync.psa.toolkit import rows
from psasync.psa.toolkit.rows import Mapped, Row, RowMapping


class Mapper:
    def __init__(self, choices: Choices) -> None:
        self._mappings: Mapping[Entity, RowMapping] = {
            Entity.COMPANY_STATUS: RowMapping(companies.company_status),
            Entity.COMPANY: RowMapping(partial(companies.company, choices=choices), business_date=created_at),
            Entity.COMPANY_SITE: RowMapping(
                sites.site, identify=sites.site_source_id, label=sites.site_label, business_date=sites.site_created
            ),
            Entity.CONTACT: RowMapping(contacts.contact, business_date=created_at),
            Entity.ASSET: RowMapping(partial(assets.asset, choices=choices), business_date=created_at),
            Entity.TICKET_BOARD: RowMapping(tickets.named),
            Entity.TICKET_STATUS: RowMapping(tickets.named),
            Entity.TICKET_PRIORITY: RowMapping(tickets.ticket_priority),
        }

    def map_rows(self, entity: Entity, found: Iterable[Any], chosen: Sequence[str] = ()) -> Mapped:
        """In the order of the rows. `chosen`: names of the properties to carry; one that a record lacks is None."""
        chooser = (lambda row: _chosen(row, chosen)) if chosen else None
        return rows.map_rows(SYSTEM, self._mappings[entity], found, chooser)

    def source_id_of(self, entity: Entity, row: Any) -> str | None:
        """The id of a row, or None where it has none."""
        return rows.source_id_of(self._mappings[entity], row)


def _chosen(row: Row, names: Sequence[str]) -> dict[str, Any]:
    held = properties(row)
    return {name: held.get(name) for name in names}
