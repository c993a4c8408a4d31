"""The endpoints, by path."""

import re
from dataclasses import dataclass

from psasync_simulator.connectwise.data.kinds import (
    BOARD,
    BOARD_STATUS,
    COMPANY,
    COMPANY_STATUS,
    CONFIGURATION,
    CONTACT,
    CUSTOM_FIELD,
    PRIORITY,
    SITE,
    TICKET,
)
from psasync_simulator.data.kind import Kind


@dataclass(frozen=True, slots=True)
class Endpoint:
    path: str
    kind: Kind
    of: Kind | None = None  # the list belongs to one record of this kind


ENDPOINTS = (
    Endpoint("company/companies", COMPANY),
    Endpoint("company/companies/statuses", COMPANY_STATUS),
    Endpoint("company/companies/{id}/sites", SITE, of=COMPANY),
    Endpoint("company/contacts", CONTACT),
    Endpoint("company/configurations", CONFIGURATION),
    Endpoint("system/userDefinedFields", CUSTOM_FIELD),
    Endpoint("service/boards", BOARD),
    Endpoint("service/boards/{id}/statuses", BOARD_STATUS, of=BOARD),
    Endpoint("service/priorities", PRIORITY),
    Endpoint("service/tickets", TICKET),
)
_NUMBER = re.compile(r"(?<=/)\d{1,12}(?=/|$)")


@dataclass(frozen=True, slots=True)
class Target:
    """What a path means."""

    endpoint: Endpoint
    parent: int | None
    number: int | None  # None: the list
    count: bool


def _table() -> dict[str, tuple[Endpoint, str]]:
    shapes = {"": "list", "/count": "count", "/{id}": "one"}
    return {endpoint.path + tail: (endpoint, shape) for endpoint in ENDPOINTS for tail, shape in shapes.items()}


_TABLE = _table()


def resolve(path: str) -> Target | None:
    """The target of a path below `/apis/3.0/`, or None if there is no such endpoint."""
    found = _TABLE.get(_NUMBER.sub("{id}", path))
    if found is None:
        return None
    endpoint, shape = found
    numbers = [int(text) for text in _NUMBER.findall(path)]
    parent = numbers.pop(0) if endpoint.of else None
    return Target(endpoint, parent, numbers[0] if shape == "one" else None, shape == "count")
