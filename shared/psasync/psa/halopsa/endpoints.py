"""Where each entity stands in Halo's API, in reading order: what others refer to comes first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from psasync.contracts.vocabulary import Entity

MAX_PAGE = 100
"""Documented for tickets; a server that gives fewer says so in its answer."""

CUSTOM_FIELD_PREFIX = "CF"
"""What the names of custom fields begin with; an asset's other fields belong to its type."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    path: str
    rows: str = ""  # the field of the answer that holds the rows; empty: the answer is the list, and knows no pages
    always: Mapping[str, str] = field(default_factory=dict)  # parameters of every list
    named: str = "id"  # the field that identifies a row


_ALL = {"includeinactive": "true", "includeactive": "true"}

ENDPOINTS: Mapping[Entity, Endpoint] = {
    Entity.COMPANY: Endpoint("Client", "clients", _ALL),
    Entity.COMPANY_SITE: Endpoint("Site", "sites", {**_ALL, "includeaddress": "true"}),
    Entity.CONTACT: Endpoint("Users", "users", _ALL),
    Entity.ASSET: Endpoint("Asset", "assets", {**_ALL, "includeassetfields": "true"}),
    Entity.TICKET_BOARD: Endpoint("Team", always={"includeenabled": "true", "includedisabled": "true"}),
    Entity.TICKET_STATUS: Endpoint("Status"),
    Entity.TICKET_PRIORITY: Endpoint("Priority", named="priorityid"),
}
"""Without company statuses, which are no list: see `mapping.companies`."""


TICKETS = Endpoint("Tickets", "tickets")
WEBHOOKS = Endpoint("Webhook", "webhooks")


def needs_details(entity: Entity, custom_fields: Sequence[str]) -> bool:
    """Whether what is chosen comes only with a record's details: no list carries custom fields.

    The fields of an asset's type do come with the list.
    """
    if entity is Entity.ASSET:
        return any(name.upper().startswith(CUSTOM_FIELD_PREFIX) for name in custom_fields)
    return bool(custom_fields)
