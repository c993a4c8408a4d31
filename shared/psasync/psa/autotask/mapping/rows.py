"""How the rows of each entity become records."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.autotask.connection import SYSTEM
from psasync.psa.autotask.mapping import assets, companies, contacts, tickets
from psasync.psa.autotask.mapping.names import Names
from psasync.psa.autotask.mapping.values import custom_fields, moment
from psasync.psa.toolkit import rows
from psasync.psa.toolkit.rows import Mapped, Row, RowMapping, plain_id


@dataclass(frozen=True, slots=True)
class NamedMapping:
    """A mapping that also needs to know what the ids in the rows mean."""

    data: Callable[[Row, Names], dict[str, Any]]
    identify: Callable[[Row], str] = plain_id
    label: Callable[[Row], str] | None = None
    business_date: Callable[[Row], datetime | None] | None = None

    def with_names(self, names: Names) -> RowMapping:
        return RowMapping(
            lambda row: self.data(row, names),
            identify=self.identify,
            label=self.label,
            business_date=self.business_date,
        )


def _entered(row: Row) -> datetime | None:
    return moment(row.get("createDate"))


MAPPINGS: Mapping[Entity, NamedMapping] = {
    Entity.COMPANY_STATUS: NamedMapping(companies.company_status, identify=companies.status_id),
    Entity.COMPANY: NamedMapping(companies.company, label=companies.label, business_date=_entered),
    Entity.COMPANY_SITE: NamedMapping(companies.company_site),
    Entity.CONTACT: NamedMapping(contacts.contact, label=contacts.label, business_date=_entered),
    Entity.ASSET: NamedMapping(assets.asset, business_date=_entered),
    Entity.TICKET_BOARD: NamedMapping(tickets.ticket_board, identify=tickets.option_id),
    Entity.TICKET_STATUS: NamedMapping(tickets.ticket_status, identify=tickets.option_id),
    Entity.TICKET_PRIORITY: NamedMapping(tickets.ticket_priority, identify=tickets.option_id),
}


def map_rows(entity: Entity, found: Iterable[Any], names: Names, chosen: Sequence[str] = ()) -> Mapped:
    """In the order of the rows. `chosen`: names of the custom fields to carry."""
    chooser = partial(custom_fields, chosen=chosen) if chosen else None
    return rows.map_rows(SYSTEM, MAPPINGS[entity].with_names(names), found, chooser)


def source_id_of(entity: Entity, row: Any) -> str | None:
    """The id of a row, or None where it has none."""
    return rows.source_id_of(MAPPINGS[entity].with_names(Names()), row)
