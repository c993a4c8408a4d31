"""Where the entities that are lists stand in Syncro's API."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psasync.contracts.vocabulary import Entity

Query = tuple[tuple[str, str | int], ...]

STABLE_ORDER = "id ASC"
"""What `sort` is given where a list takes it. The values it takes are not published; readers do not rely on it."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    path: str
    rows: str  # the key of a list's rows
    row: str  # the key of a single record, where it has one
    always: Query = ()  # of every list


CUSTOMERS = Endpoint(
    "customers",
    rows="customers",
    row="customer",
    # Without it a customer that is disabled would look deleted.
    always=(("include_disabled", "true"), ("sort", STABLE_ORDER)),
)

ENDPOINTS: Mapping[Entity, Endpoint] = {
    Entity.COMPANY: CUSTOMERS,
    Entity.COMPANY_SITE: CUSTOMERS,
    Entity.CONTACT: Endpoint("contacts", rows="contacts", row="contact"),
    Entity.ASSET: Endpoint("customer_assets", rows="assets", row="asset"),
}

TICKETS = Endpoint("tickets", rows="tickets", row="ticket")
"""For live tickets; no entity of a sync."""


def single(endpoint: Endpoint, content: Mapping[str, Any]) -> Any:
    """The record in the answer to a read by id: wrapped for some lists, bare for others."""
    return content[endpoint.row] if set(content) == {endpoint.row} else content
