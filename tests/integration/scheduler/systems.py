"""The test's systems: ConnectWise, a source that its settings describe, a destination, and one that is neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, System
from psasync.psa.destination import DestinationCapabilities, Outgoing, Taken
from psasync.psa.entry import SystemEntry
from psasync.psa.port import (
    Capabilities,
    CheckReport,
    ConnectionField,
    Credentials,
    EntityCapability,
    PeriodFilter,
    UpdatedSince,
)
from psasync.psa.registry import SYSTEMS
from psasync.psa.toolkit.faults import Faults

DESCRIBED, SHOP, NEITHER = System.HTTP_SOURCE, System.HTTP_ENDPOINT, System.SYNCRO

_READ_HERE = EntityCapability(
    UpdatedSince.NONE,
    PeriodFilter.HERE,
    by_id=False,
    business_date="made_at",
    absent_fields=frozenset({"website", "status"}),
    note="All of it, each time.",
)


def _described(settings: Mapping[str, str]) -> Capabilities:
    names = settings["kinds"].split()
    if not set(names) <= set(Entity):
        raise Faults("Described").configuration("kinds", "names no entity", IssueCode.ENTITY_UNSUPPORTED)
    can = replace(_READ_HERE, period=PeriodFilter.NONE) if settings.get("dates") == "none" else _READ_HERE
    return Capabilities(DESCRIBED, {Entity(name): can for name in names}, webhooks=False)


@dataclass
class Opened:
    """An open connection to any of them; it calls nothing."""

    credentials: Credentials
    closed: bool = False

    @property
    def capabilities(self) -> DestinationCapabilities:
        assert not self.closed
        assert self.credentials.secrets, "a destination is opened with its secrets"
        return DestinationCapabilities(frozenset({Entity.COMPANY, Entity.CONTACT}), request_seconds=5)

    async def check(self) -> CheckReport:
        return CheckReport(ok=True, message=f"checked with {self.credentials.secrets['token']}")

    async def aclose(self) -> None:
        assert not self.closed
        self.closed = True


class Sender(Opened):
    """Can only be sent to."""

    async def send(self, records: Sequence[Outgoing]) -> Sequence[Taken]:
        raise NotImplementedError


class Doors:
    """Opens destinations, and remembers them."""

    def __init__(self) -> None:
        self.opened: list[Opened] = []

    def open(self, credentials: Credentials, *, budget: object, delivery: object = None) -> Opened:
        if credentials.settings.get("url") == "wrong":
            raise Faults("Shop").configuration("url", "is no address", IssueCode.ADDRESS_WRONG)
        kind = Sender if credentials.settings.get("only") == "sends" else Opened
        self.opened.append(kind(credentials))
        return self.opened[-1]


def _field(name: str, *, secret: bool = False, required: bool = False) -> ConnectionField:
    return ConnectionField(name, name, "", secret=secret, required=required)


_TOKEN = _field("token", secret=True, required=True)


def systems(doors: Doors) -> Mapping[System, SystemEntry]:
    none = Capabilities(SHOP, {}, webhooks=False)
    return {
        System.CONNECTWISE: SYSTEMS[System.CONNECTWISE],
        DESCRIBED: SystemEntry(
            "Described",
            Capabilities(DESCRIBED, {}, webhooks=False),
            (_field("kinds", required=True), _field("dates"), _TOKEN),
            open=doors.open,
            configured=_described,
        ),
        SHOP: SystemEntry("Shop", none, (_field("url"), _field("only"), _TOKEN), open_destination=doors.open),
        NEITHER: SystemEntry("Neither", none, (_TOKEN,)),
    }
