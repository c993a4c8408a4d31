"""Where each entity stands in ConnectWise's API, in reading order: what others refer to comes first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from psasync.contracts.vocabulary import Entity, System
from psasync.psa.port import Capabilities, EntityCapability, PeriodFilter, UpdatedSince


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
    Entity.ASSET: Endpoint("company/configurations"),
    Entity.TICKET_BOARD: _BOARDS,
    Entity.TICKET_STATUS: Endpoint("service/boards/{parent}/statuses", parents=_BOARDS),
    Entity.TICKET_PRIORITY: Endpoint("service/priorities"),
}

_ENTERED = "dateEntered"

# A date of entry is a business date only where people enter records day by day; set-up lists have none.
_WITH_FIELDS = EntityCapability(
    UpdatedSince.SERVER, PeriodFilter.SERVER, by_id=True, business_date=_ENTERED, custom_fields=True
)
_SETUP = EntityCapability(UpdatedSince.SERVER, PeriodFilter.NONE, by_id=True)

CAPABILITIES = Capabilities(
    system=System.CONNECTWISE,
    entities={
        Entity.COMPANY_STATUS: _SETUP,
        Entity.COMPANY: _WITH_FIELDS,
        Entity.COMPANY_SITE: replace(_WITH_FIELDS, note="Read company by company: ConnectWise has no list of all."),
        Entity.CONTACT: _WITH_FIELDS,
        Entity.ASSET: _WITH_FIELDS,
        Entity.TICKET_BOARD: _SETUP,
        Entity.TICKET_STATUS: _SETUP,
        Entity.TICKET_PRIORITY: _SETUP,
    },
    webhooks=True,
)
