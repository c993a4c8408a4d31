"""What the tail makes of what the topic gives it. Kafka itself takes part in the integration tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest

from psasync.kit.kafka import Arrived, FellOut, LogChanged, LogIdentity, Received, TailEvent, partition_of
from psasync_tickets_relay.domain.entrance import Entrance
from psasync_tickets_relay.domain.filters import TicketFilter
from psasync_tickets_relay.outbound.encoding import CutReason
from psasync_tickets_relay.outbound.hub import Hub, HubLimits
from psasync_tickets_relay.outbound.tail import TicketTail
from tests.unit.relay.frames import parse, ticket

SHAPE = LogIdentity("cluster", "t.tickets", 2)
MINE = partition_of(b"acme", 2)
LIMITS = HubLimits(60_000, 10**9, 10**6, 10**9, 15.0, 10.0)


class Topic:
    """A consumer with a script."""

    def __init__(self, events: Sequence[TailEvent], positions: dict[int, int] | None = None) -> None:
        self.identity: LogIdentity | None = SHAPE
        self.positions = positions or {0: 0, 1: 0}
        self.ends = dict(self.positions)
        self._events = events

    def ready(self) -> tuple[bool, str]:
        return True, "ok"

    async def end_offsets(self) -> dict[int, int]:
        return self.ends

    async def events(self) -> AsyncIterator[TailEvent]:
        for event in self._events:
            if isinstance(event, LogChanged):
                self.identity = event.now
            yield event


def record(offset: int, value: bytes | None = None, partition: int = MINE, tenant: str = "acme") -> Received:
    if value is None:
        value = ticket(tenant, ticket_id=str(offset)).model_dump_json().encode()
    return Received("t.tickets", partition, offset, b"acme", value, (("ce_id", f"id-{offset}".encode()),), 0)


def arrived(*records: Received) -> Arrived:
    return Arrived(records[0].partition, records)


def make_tail(topic: Topic) -> tuple[TicketTail, Hub, list[str]]:
    hub, seen = Hub(LIMITS, now_ms=lambda: 0), []
    return TicketTail(topic, hub, seen=seen.append), hub, seen


def subscribe(tail: TicketTail, hub: Hub):
    entrance = Entrance(hub.window(MINE).position)
    ids = tail._ids
    return hub.subscribe(tenant="acme", key_id="k", partition=MINE, entrance=entrance, wanted=TicketFilter(), ids=ids)


def frames(subscriber) -> list[tuple[str | None, str]]:
    return [
        (frame.event, frame.json.get("ticket_id") or frame.json.get("reason"))
        for frame in parse(b"".join(subscriber.take()))
        if frame.event
    ]


async def test_the_window_begins_where_reading_began():
    topic = Topic([arrived(record(7), record(8))], {MINE: 9, 1 - MINE: 3})
    tail, hub, seen = make_tail(topic)
    await tail.run()
    window = hub.window(MINE)
    assert (window.low, window.position) == (7, 9)
    assert hub.window(1 - MINE).position == 3
    assert seen == ["id-7", "id-8"]


async def test_only_after_catching_up_are_there_ids():
    tail, hub, _ = make_tail(Topic([]))
    assert tail.ids is None
    await tail._catch_up()
    assert tail.ids is not None
    assert tail.ready() == "ok"
    assert hub.window(0).position == 0


@pytest.mark.parametrize(
    ("value", "tenant"), [(b"no json", "acme"), (b"", "acme"), (b'{"version":1}', "acme"), (None, "other")]
)
async def test_what_cannot_be_passed_on_is_stepped_over(value: bytes | None, tenant: str, caplog):
    if tenant == "other":
        tenant = next(name for name in "abcdef" if partition_of(name.encode(), 2) != MINE)
    topic = Topic([arrived(record(0), record(1, value, tenant=tenant), record(2))])
    tail, hub, _ = make_tail(topic)
    tail._open({})
    subscriber = subscribe(tail, hub)
    await tail.run()
    assert frames(subscriber) == [("ticket", "0"), ("ticket", "2")]
    assert hub.window(MINE).position == 3
    assert "no json" not in caplog.text


async def test_a_position_that_fell_out_of_the_log_is_told():
    topic = Topic([arrived(record(0)), FellOut(MINE, 1, 50), arrived(record(50))])
    tail, hub, _ = make_tail(topic)
    tail._open({})
    subscriber = subscribe(tail, hub)
    await tail.run()
    assert frames(subscriber) == [("gap", "lost"), ("ticket", "50")]


async def test_a_jump_that_nobody_announced_is_told_as_well():
    topic = Topic([arrived(record(0)), arrived(record(5))])
    tail, hub, _ = make_tail(topic)
    tail._open({})
    subscriber = subscribe(tail, hub)
    await tail.run()
    assert frames(subscriber) == [("gap", "lost"), ("ticket", "5")]


async def test_records_that_come_again_are_not_passed_on_again():
    topic = Topic([arrived(record(0), record(1)), arrived(record(1), record(2))])
    tail, hub, _ = make_tail(topic)
    tail._open({})
    subscriber = subscribe(tail, hub)
    await tail.run()
    assert frames(subscriber) == [("ticket", "0"), ("ticket", "1"), ("ticket", "2")]


async def test_another_log_sends_everybody_through_the_entrance_and_knows_no_old_id():
    topic = Topic([])
    tail, hub, _ = make_tail(topic)
    await tail._catch_up()
    old = tail.ids
    subscriber = subscribe(tail, hub)
    shown = subscriber.resume_id
    topic._events = [LogChanged(SHAPE, LogIdentity("another", "t.tickets", 2))]
    await tail.run()
    assert subscriber.cut_reason is CutReason.TOPIC_CHANGED
    assert tail.ids is None
    hub.leave(subscriber)
    await tail._catch_up()
    assert tail.ids.read(shown) is None
    assert old.read(shown) is not None
