"""A hub whose time and log a test moves."""

from __future__ import annotations

from psasync_tickets_relay.domain.entrance import Entrance, enter
from psasync_tickets_relay.domain.filters import TicketFilter
from psasync_tickets_relay.outbound.hub import Hub, HubLimits
from psasync_tickets_relay.outbound.subscriber import Subscriber
from tests.unit.relay.frames import IDS, entry, ticket

EVERYTHING = TicketFilter()
RETENTION_MS = 60_000


def make_hub(**changes) -> tuple[Hub, list[int]]:
    now = [0]
    limits = {
        "retention_ms": RETENTION_MS,
        "window_bytes": 10**9,
        "backlog_events": 10**6,
        "backlog_bytes": 10**9,
        "heartbeat_seconds": 15.0,
        "send_seconds": 10.0,
    }
    hub = Hub(HubLimits(**limits | changes), now_ms=lambda: now[0], clock=lambda: now[0] / 1000, chance=lambda: 0.0)
    hub.start({0: 0, 1: 0})
    return hub, now


def subscribe(hub: Hub, tenant: str = "acme", wanted: TicketFilter = EVERYTHING, shown: str | None = None):
    window = hub.window(0)
    entrance = Entrance(window.position)
    if shown:
        entrance = enter(IDS.read(shown), partition=0, low=window.low, position=window.position)
    return hub.subscribe(tenant=tenant, key_id="k", partition=0, entrance=entrance, wanted=wanted, ids=IDS)


def publish(hub: Hub, offset: int, tenant: str = "acme", *, timestamp_ms: int = 0, **fields):
    event = ticket(tenant, ticket_id=str(offset), **fields)
    hub.deliver(0, [(tenant, entry(offset, event, timestamp_ms=timestamp_ms))], offset + 1)
    return event


def taken(subscriber: Subscriber) -> bytes:
    return b"".join(subscriber.take())


def unframed(data: bytes) -> bytes:
    """The events of what is written to the connection: HTTP chunks."""
    out = b""
    while data:
        size, _, rest = data.partition(b"\r\n")
        length = int(size, 16)
        assert rest[length : length + 2] == b"\r\n"
        out, data = out + rest[:length], rest[length + 2 :]
    return out


def drain(subscriber: Subscriber) -> bytes:
    out = taken(subscriber)
    while subscriber.cursor.behind:
        out += taken(subscriber)
    return out
