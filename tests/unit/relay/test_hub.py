"""Whatever the order of publishing, coming, going, reading, forgetting and losing: each event once, or a gap."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from psasync_tickets_relay.domain.entrance import Entrance, enter
from psasync_tickets_relay.domain.filters import TicketFilter, traits_of
from psasync_tickets_relay.outbound.encoding import CutReason
from psasync_tickets_relay.outbound.hub import Hub, HubLimits
from psasync_tickets_relay.outbound.subscriber import Subscriber
from tests.unit.relay.frames import IDS, entry, parse, ticket

TENANTS = ("acme", "bolt")
FILTERS = (TicketFilter(), TicketFilter(board=["1"]), TicketFilter(board=["none"]))
RETENTION_MS = 60_000


def make_hub(**changes) -> tuple[Hub, list[int]]:
    now = [0]
    limits = {
        "retention_ms": RETENTION_MS,
        "window_bytes": 10**9,
        "backlog_events": 10**6,
        "backlog_bytes": 10**9,
        "heartbeat_seconds": 15.0,
    }
    hub = Hub(HubLimits(**limits | changes), now_ms=lambda: now[0], clock=lambda: now[0] / 1000)
    hub.start({0: 0, 1: 0})
    return hub, now


def subscribe(hub: Hub, tenant: str = "acme", wanted: TicketFilter = FILTERS[0], shown: str | None = None):
    window = hub.window(0)
    entrance = Entrance(window.position)
    if shown:
        entrance = enter(IDS.read(shown), partition=0, low=window.low, position=window.position)
    return hub.subscribe(tenant=tenant, key_id="k", partition=0, entrance=entrance, wanted=wanted, ids=IDS)


def publish(hub: Hub, offset: int, tenant: str = "acme", *, timestamp_ms: int = 0, **fields):
    event = ticket(tenant, ticket_id=str(offset), **fields)
    hub.deliver(0, [(tenant, entry(offset, event, timestamp_ms=timestamp_ms))], offset + 1)
    return event


def drain(subscriber: Subscriber) -> bytes:
    out = subscriber.take()
    while subscriber.cursor.behind:
        out += subscriber.take()
    return out


@dataclass
class Client:
    """A consumer that checks what it is given against all that was published."""

    tenant: str
    wanted: TicketFilter
    subscriber: Subscriber
    last_id: str | None = None
    start: int = 0
    got: list[int] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)

    def receive(self, raw: bytes) -> None:
        for frame in parse(raw):
            self.last_id = frame.id or self.last_id
            if frame.event == "ticket":
                assert frame.json["tenant"] == self.tenant
                self.got.append(int(frame.json["ticket_id"]))
            elif frame.event == "gap":
                assert frame.id == frame.json["to"]
                end = IDS.read(frame.json["to"]).position
                self.gaps.append((IDS.read(frame.json["from"]).position if frame.json["from"] else 0, end))


step = st.one_of(
    st.tuples(st.just("publish"), st.sampled_from(TENANTS), st.sampled_from(["1", "2"])),
    st.tuples(st.just("come"), st.sampled_from(TENANTS), st.sampled_from(range(len(FILTERS)))),
    st.tuples(st.just("take"), st.integers(0, 5), st.none()),
    st.tuples(st.just("drop"), st.integers(0, 5), st.none()),  # the connection breaks: it comes back with its last id
    st.tuples(st.just("beat"), st.none(), st.none()),
    st.tuples(st.just("later"), st.integers(1, 50), st.none()),  # seconds
    st.tuples(st.just("lose"), st.integers(1, 3), st.none()),
)


@settings(max_examples=400)
@given(st.lists(step, max_size=60))
def test_each_event_comes_once_and_in_order_or_within_a_gap(steps):
    hub, now = make_hub()
    published: dict[int, tuple[str, object]] = {}
    clients: list[Client] = []
    for what, first, second in steps:
        offset = hub.window(0).position
        if what == "publish":
            event = publish(hub, offset, first, timestamp_ms=now[0], board=second)
            published[offset] = (first, traits_of(event))
        elif what == "come":
            clients.append(Client(first, FILTERS[second], subscribe(hub, first, FILTERS[second]), start=offset))
        elif what == "take" and clients:
            client = clients[first % len(clients)]
            client.receive(client.subscriber.take())
        elif what == "drop" and clients:
            client = clients[first % len(clients)]
            hub.leave(client.subscriber)
            if client.last_id is None:  # it never had an id: what it can know of begins here
                client.start = offset
            client.subscriber = subscribe(hub, client.tenant, client.wanted, client.last_id)
        elif what == "beat":
            for client in clients:
                client.subscriber.beat()
        elif what == "later":
            now[0] += first * 1000
            hub.tick()
        elif what == "lose":
            hub.lose(0, offset + first)
    for client in clients:
        client.subscriber.beat()
        client.receive(drain(client.subscriber))
        wanted = [
            offset
            for offset, (tenant, traits) in published.items()
            if tenant == client.tenant and offset >= client.start and client.wanted.accepts(traits)
        ]
        missing = [offset for offset in wanted if offset not in client.got]
        assert client.got == sorted(set(client.got))
        assert set(client.got) <= set(wanted)
        assert all(any(start <= offset < end for start, end in client.gaps) for offset in missing)
        assert IDS.read(client.last_id).position == hub.window(0).position
        hub.leave(client.subscriber)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(TENANTS), st.booleans(), st.booleans()), max_size=40))
def test_without_loss_nothing_is_missing_and_no_gap_is_told(steps):
    hub, _ = make_hub()
    client = Client("acme", FILTERS[0], subscribe(hub))
    client.receive(client.subscriber.take())
    for tenant, takes, drops in steps:
        publish(hub, hub.window(0).position, tenant)
        if takes:
            client.receive(client.subscriber.take())
        if drops:
            hub.leave(client.subscriber)
            client.subscriber = subscribe(hub, shown=client.last_id)
    client.receive(drain(client.subscriber))
    assert client.got == [offset for offset, (tenant, _, _) in enumerate(steps) if tenant == "acme"]
    assert client.gaps == []


def test_the_first_thing_sent_is_an_id_and_no_event():
    hub, _ = make_hub()
    (frame,) = parse(subscribe(hub).take())
    assert (frame.event, frame.data, frame.comments) == (None, "", ("heartbeat",))
    assert IDS.read(frame.id).position == 0


def test_a_heartbeat_moves_the_id_of_a_quiet_consumer_past_other_tenants_events():
    hub, now = make_hub()
    quiet = subscribe(hub)
    quiet.take()
    for offset in range(5):
        publish(hub, offset, "bolt")
    now[0] = 16_000
    hub.tick()
    (frame,) = parse(quiet.take())
    assert IDS.read(frame.id).position == 5


def test_heartbeats_come_at_their_time_only():
    hub, now = make_hub()
    subscriber = subscribe(hub)
    subscriber.take()
    now[0] = 14_000
    hub.tick()
    assert subscriber.take() == b""
    now[0] = 15_000
    hub.tick()
    assert subscriber.take() != b""
    now[0] = 16_000
    hub.tick()
    assert subscriber.take() == b""


def test_a_slow_consumer_is_cut_and_the_others_are_not():
    hub, _ = make_hub(backlog_events=3)
    slow, quick = subscribe(hub), subscribe(hub)
    slow.take(), quick.take()
    got = b""
    for offset in range(5):
        publish(hub, offset)
        got += quick.take()
    assert slow.cut_reason is CutReason.SLOW_CONSUMER
    assert quick.cut_reason is None
    assert len(parse(got)) == 5
    hub.leave(slow)
    back = subscribe(hub, shown=slow.resume_id)
    assert [frame.json["ticket_id"] for frame in parse(drain(back)) if frame.event == "ticket"] == list("01234")


def test_a_consumer_is_cut_for_the_bytes_that_wait_for_it():
    hub, _ = make_hub(backlog_bytes=5_000)
    slow = subscribe(hub)
    slow.take()
    publish(hub, 0, title="x" * 4_000)
    assert slow.cut_reason is None
    publish(hub, 1, title="x" * 4_000)
    assert slow.cut_reason is CutReason.SLOW_CONSUMER


def test_a_long_replay_is_not_taken_for_slowness():
    hub, _ = make_hub(backlog_events=3)
    first = subscribe(hub)
    first.take()
    start = first.resume_id
    hub.leave(first)
    for offset in range(20):
        publish(hub, offset)
    resumed = subscribe(hub, shown=start)
    publish(hub, 20)
    assert resumed.cut_reason is None
    assert len([frame for frame in parse(drain(resumed)) if frame.event == "ticket"]) == 21


def test_nothing_is_kept_longer_than_the_retention_though_a_consumer_has_not_taken_it():
    hub, now = make_hub()
    stuck = subscribe(hub)
    stuck.take()
    publish(hub, 0, timestamp_ms=0)
    publish(hub, 1, timestamp_ms=30_000)
    now[0] = RETENTION_MS + 1
    hub.tick()
    assert len(hub.window(0)) == 1
    gap, left, *_ = parse(stuck.take())
    assert (gap.event, gap.json["reason"]) == ("gap", "slow")
    assert left.json["ticket_id"] == "1"


def test_memory_is_bounded_and_the_largest_partition_gives_way():
    hub, _ = make_hub(window_bytes=20_000)
    hub.deliver(1, [("bolt", entry(0, ticket("bolt", title="b" * 3_000), partition=1))], 1)
    for offset in range(50):
        publish(hub, offset, title="a" * 3_000)
        assert hub.held_bytes <= 20_000
    assert len(hub.window(1)) == 1
    assert hub.window(0).low == 50 - len(hub.window(0))


def test_a_loss_is_told_to_all_who_listen_to_the_partition_and_to_those_who_come_back():
    hub, _ = make_hub()
    here, elsewhere = subscribe(hub), subscribe(hub, "bolt")
    away = subscribe(hub)
    for subscriber in (here, elsewhere, away):
        subscriber.take()
    hub.leave(away)
    publish(hub, 0)
    here.take()
    hub.lose(0, 100)
    for subscriber in (here, elsewhere, subscribe(hub, shown=away.resume_id)):
        gap = parse(subscriber.take())[0]
        assert gap.event == "gap"
        assert IDS.read(gap.json["to"]).position == 100
    publish(hub, 100)
    assert [frame.json["ticket_id"] for frame in parse(here.take())] == ["100"]


def test_a_tenants_log_goes_with_its_last_reader_and_entry():
    hub, now = make_hub()
    window = hub.window(0)
    subscriber = subscribe(hub)
    publish(hub, 0)
    hub.leave(subscriber)
    assert window._logs.keys() == {"acme"}
    now[0] = RETENTION_MS + 1
    hub.tick()
    assert not window._logs
    assert window.bytes == 0


def test_after_closing_everybody_is_sent_away_at_once():
    hub, _ = make_hub()
    before = subscribe(hub)
    hub.close()
    after = subscribe(hub)
    assert before.cut_reason is after.cut_reason is CutReason.SHUTDOWN


def test_a_topic_made_anew_sends_everybody_through_the_entrance():
    hub, _ = make_hub()
    subscriber = subscribe(hub)
    publish(hub, 0)
    hub.restart()
    hub.start({0: 0})
    assert subscriber.cut_reason is CutReason.TOPIC_CHANGED
    hub.leave(subscriber)
    assert hub.window(0).position == 0


async def test_a_bell_that_rings_before_the_wait_is_not_missed():
    hub, _ = make_hub()
    subscriber = subscribe(hub)
    subscriber.take()
    publish(hub, 0)
    await subscriber.wait()
    assert subscriber.take()
