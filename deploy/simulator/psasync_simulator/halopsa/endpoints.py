"""The endpoints below `/api/`, by lower-case name."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from psasync_simulator.data.kind import Kind
from psasync_simulator.halopsa.data.kinds import (
    ASSET,
    ASSET_FIELD,
    CLIENT,
    CUSTOM_FIELD,
    PRIORITY,
    SITE,
    STATUS,
    TEAM,
    TICKET,
    USER,
)

DETAILS_ONLY = frozenset({"customfields", "delivery_address"})
"""Fields that no list carries."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    kind: Kind
    rows: str = ""  # the field of a list's answer that holds the rows; empty: the answer is the bare list
    on_request: Mapping[str, str] = field(default_factory=dict)  # beginning of a field's name -> what a list must ask
    always_filters: bool = False  # takes notice of `lastupdatefromdate` in every instance


ENDPOINTS: Mapping[str, Endpoint] = {
    "client": Endpoint(CLIENT, "clients"),
    "site": Endpoint(SITE, "sites", {"delivery_address_": "includeaddress"}),
    "users": Endpoint(USER, "users"),
    "asset": Endpoint(ASSET, "assets", {"fields": "includeassetfields"}),
    "tickets": Endpoint(TICKET, "tickets", always_filters=True),
    "team": Endpoint(TEAM),
    "status": Endpoint(STATUS),
    "priority": Endpoint(PRIORITY),
    "fieldinfo": Endpoint(CUSTOM_FIELD, on_request={"values": "includevalues"}),
    "field": Endpoint(ASSET_FIELD),
}
