"""Whatever the order of publishing, coming, going, reading, forgetting and losing: each event once, or a gap."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from psasync_tickets_relay.domain.filters import TicketFilter, traits_of
from psasync_tickets_relay.outbound.subscriber import Subscriber
from tests.unit.relay.frames import IDS, parse
from tests.unit.relay.hubs import EVERYTHING, drain, make_hub, publish, subscribe, taken, unframed

TENANTS = ("acme", "bolt")
FILTERS = (EVERYTHING, TicketFilter(board=["1"]), TicketFilter(board=["none"]))


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

    def receive_written(self, raw: bytes) -> None:
        self.receive(unframed(raw))

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
    st.tuples(st.just("write"), st.integers(0, 5), st.none()),
    st.tuples(st.just("settle"), st.integers(0, 5), st.none()),
    st.tuples(st.just("fill"), st.integers(0, 5), st.none()),  # its connection takes no more for now
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
            client.receive(taken(client.subscriber))
        elif what == "write" and clients:
            client = clients[first % len(clients)]
            client.receive_written(client.subscriber.written())
        elif what == "settle" and clients:
            client = clients[first % len(clients)]
            client.subscriber.settle(client.receive_written)
        elif what == "fill" and clients:
            clients[first % len(clients)].subscriber.stand_alone()
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
    client.receive(taken(client.subscriber))
    for tenant, takes, drops in steps:
        publish(hub, hub.window(0).position, tenant)
        if takes:
            client.receive(taken(client.subscriber))
        if drops:
            hub.leave(client.subscriber)
            client.subscriber = subscribe(hub, shown=client.last_id)
    client.receive(drain(client.subscriber))
    assert client.got == [offset for offset, (tenant, _, _) in enumerate(steps) if tenant == "acme"]
    assert client.gaps == []
