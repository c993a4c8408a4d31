"""Where each entity stands in BMS's API."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from psasync.contracts.vocabulary import Entity
from psasync.psa.kaseya_bms.calls import Endpoint


@dataclass(frozen=True, slots=True)
class Source:
    """`list` gives pages of rows, and `single` one record by its id (`{id}`).

    With `thin`, the rows of the list are too poor to be records, and each is read again by its id.
    """

    list: Endpoint
    single: Endpoint
    thin: bool = False
    dated: bool = False  # the list knows the filters by creation and modification time


ACCOUNTS = Source(Endpoint("crm/accounts/summary"), Endpoint("crm/accounts/summary/{id}"), dated=True)

SOURCES: Mapping[Entity, Source] = {
    Entity.COMPANY: ACCOUNTS,
    # In the rows of their accounts, whose filters say nothing of them.
    Entity.COMPANY_SITE: replace(ACCOUNTS, dated=False),
    Entity.CONTACT: Source(Endpoint("crm/contacts/summary"), Endpoint("crm/contacts/summary/{id}"), dated=True),
    Entity.ASSET: Source(
        Endpoint("servicedesk/hardwareasset/searchselect"), Endpoint("servicedesk/hardwareasset/{id}"), thin=True
    ),
}

LOOKUPS: Mapping[Entity, Endpoint] = {
    Entity.TICKET_BOARD: Endpoint("system/queues/lookup"),
    Entity.TICKET_STATUS: Endpoint("system/statuses/lookup"),
    Entity.TICKET_PRIORITY: Endpoint("system/priorities/lookup"),
}
"""Short lists that one call gives whole."""

TICKETS = Source(Endpoint("servicedesk/tickets"), Endpoint("servicedesk/tickets/{id}"))
"""For live tickets; no entity of a sync."""

CUSTOM_FIELDS = Endpoint("system/customFields/{module}")
CUSTOM_FIELD_VALUES = Endpoint("system/customFields/{module}/{id}")
