"""Where each entity stands in ConnectWise's API, in reading order: what others refer to comes first."""

from collections.abc import Mapping
from dataclasses import dataclass

from psasync.contracts.vocabulary import Entity, System
from psasync.psa.port import Capabilities, EntityCapability, UpdatedSince


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A list. With `parents` it exists once per row of that list, and `{parent}` in its path is the row's id."""

    path: str
    always: str = ""  # conditions of every read
    parents: "Endpoint | None" = None
    id_names_parent: bool = False  # source ids are `<parent>-<id>`


_COMPANIES = Endpoint("company/companies", always="deletedFlag=false")
_BOARDS = Endpoint("service/boards")

ENDPOINTS: Mapping[Entity, Endpoint] = {
    Entity.COMPANY_STATUS: Endpoint("company/companies/statuses"),
    Entity.COMPANY: _COMPANIES,
    Entity.COMPANY_SITE: Endpoint("company/companies/{parent}/sites", parents=_COMPANIES, id_names_parent=True),
    Entity.CONTACT: Endpoint("company/contacts"),
    Entity.TICKET_BOARD: _BOARDS,
    Entity.TICKET_STATUS: Endpoint("service/boards/{parent}/statuses", parents=_BOARDS),
    Entity.TICKET_PRIORITY: Endpoint("service/priorities"),
}

# A date of entry is a business date only where people enter records day by day; set-up lists have none.
_DATED = EntityCapability(UpdatedSince.SERVER, period=True, by_id=True)
_SETUP = EntityCapability(UpdatedSince.SERVER, period=False, by_id=True)
_WITH_DATES = frozenset({Entity.COMPANY, Entity.COMPANY_SITE, Entity.CONTACT})

CAPABILITIES = Capabilities(
    system=System.CONNECTWISE,
    entities={entity: _DATED if entity in _WITH_DATES else _SETUP for entity in ENDPOINTS},
    webhooks=True,
)
