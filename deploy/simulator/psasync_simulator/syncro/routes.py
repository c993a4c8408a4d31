"""Paths below `/{account}/api/v1`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from psasync_simulator.data.kind import Kind
from psasync_simulator.syncro.data.kinds import ASSET, CONTACT, CUSTOMER, TICKET

_PATH = re.compile(r"/+(?P<account>[^/]+)/api/v1/(?P<rest>.*?)/?")


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, and how it differs from the others."""

    kind: Kind
    rows: str  # the key of a list's rows
    row: str = ""  # the key of a single record; "": it comes bare
    by_customer: bool = False  # does it take `customer_id`
    says_not_found: bool = False  # is its 404 an object
    by_time: bool = False  # does it take `since_updated_at` and `created_after`
    says_total: bool = True  # do its pages tell how many rows there are


LISTS: Mapping[str, Listed] = {
    "customers": Listed(CUSTOMER, "customers", row="customer"),
    "contacts": Listed(CONTACT, "contacts", by_customer=True, says_not_found=True),
    "customer_assets": Listed(ASSET, "assets", row="asset", by_customer=True),
    "tickets": Listed(TICKET, "tickets", row="ticket", by_time=True, says_total=False),
}


class Target(NamedTuple):
    account: str  # lower case
    rest: str


def target_of(path: str) -> Target | None:
    match = _PATH.fullmatch(path)
    return Target(match["account"].lower(), match["rest"]) if match else None
