"""Event streams that break and go on."""

import asyncio
from dataclasses import replace

import pytest

from psasync_client import ConnectionFailed, NotFound, Retries, Unauthorized, Unavailable, UnexpectedAnswer, wire
from psasync_client.models.common import TicketChanged
from psasync_client.models.relay import MissedTickets
from psasync_client.models.results import ExecutionView, LiveView, SnapshotView
from psasync_client.resumption import Resumption, StreamOperation
from tests.support.tiny_http import Said
from tests.unit.client.answers import AT, cut, event, execution, problem, stream

RUNNING = execution("in_progress")
ENDED = execution("finished")
TICKET = {
    "version": 1,
    "tenant": "t1",
    "connection": "c1",
    "system": "connectwise",
    "kind": "created",
    "ticket_id": "9",
    "received_at": AT,
}


def places(server) -> list[str | None]:
    return [asked.headers.get("last-event-id") for asked in server.asked]


async def test_an_execution_until_its_end(client, server, script):
    script(stream(event("snapshot", RUNNING, "1"), event("changed", ENDED, "2"), event("changed", ENDED, "3")))
    events = await client.take(lambda c: c.executions.watch("e1"))
    assert [(each.id, each.event, each.data.status) for each in events] == [
        ("1", "snapshot", "in_progress"),
        ("2", "changed", "finished"),
    ]
    assert all(isinstance(each.data, ExecutionView) for each in events)
    assert server.asked[0].headers["accept"] == "text/event-stream"
    assert server.asked[0].headers["accept-encoding"] == "identity"
    assert len(server.asked) == 1


@pytest.mark.parametrize("broken", [cut, stream], ids=["cut", "ended by a service that stops"])
async def test_it_goes_on_behind_what_came(client, server, script, broken):
    script(
        broken(event("snapshot", RUNNING, "1"), event("changed", RUNNING, "2")),
        problem(503),
        broken(b": heartbeat\nid: 5\n\n"),
        stream(event("changed", ENDED, "6")),
    )
    events = await client.take(lambda c: c.executions.watch("e1"))
    assert [each.id for each in events] == ["1", "2", "6"]
    assert places(server) == [None, "2", "2", "5"]


async def test_what_came_by_halves_comes_again(client, server, script):
    half = event("changed", RUNNING, "2")[:-1]
    script(cut(event("snapshot", RUNNING, "1") + half), stream(event("changed", ENDED, "2")))
    events = await client.take(lambda c: c.executions.watch("e1"))
    assert [each.id for each in events] == ["1", "2"]
    assert places(server) == [None, "1"]


async def test_an_end_with_a_status_of_a_newer_service(client, server, script):
    script(stream(event("snapshot", execution("abandoned", ended_at=AT), "1")))
    (only,) = await client.take(lambda c: c.executions.watch("e1"))
    assert not only.data.status.known


async def test_from_where_the_caller_says(client, server, script):
    script(stream(event("changed", ENDED, "9")))
    await client.take(lambda c: c.executions.watch("e1", last_event_id="8"))
    assert places(server) == ["8"]


async def test_the_place_is_told(client, script):
    script(stream(b": heartbeat\nid: 5\n\n", event("changed", ENDED)))
    events = await client.call(lambda c: c.executions.watch("e1"))
    await client.take(lambda _: events)
    assert events.last_event_id == "5"


@pytest.mark.parametrize(("status", "kind"), [(401, Unauthorized), (404, NotFound)])
async def test_what_will_not_pass_ends_it(client, server, script, status, kind):
    script(stream(event("snapshot", RUNNING, "1")), problem(status))
    with pytest.raises(kind):
        await client.take(lambda c: c.executions.watch("e1"))
    assert len(server.asked) == 2


async def test_a_tenants_executions(client, server, script):
    line = {key: value for key, value in RUNNING.items() if key in LiveView.model_fields} | {"revision": 4}
    script(stream(event("snapshot", {"executions": [line], "more": False}, "a"), event("changed", line, "b")))
    first, second = await client.take(lambda c: c.executions.follow("t1"), 2)
    assert isinstance(first.data, SnapshotView)
    assert isinstance(second.data, LiveView)
    assert (first.data.executions[0].revision, second.data.revision) == (4, 4)


async def test_tickets_and_gaps(client, server, script):
    script(
        stream(
            event("ticket", TICKET, "a"),
            b"retry: 1\n" + event("closed", {"reason": "shutdown", "retry_ms": 1}, "a"),
        ),
        stream(event("gap", {"reason": "expired", "from": "a", "to": "c"}, "c"), event("novelty", {"x": 1}, "d")),
        stream(event("ticket", TICKET, "e")),
    )
    events = await client.take(lambda c: c.tickets.follow("t1", kind=["created"]), 3)
    assert [each.event for each in events] == ["ticket", "gap", "ticket"]
    ticket, gap = events[0].data, events[1].data
    assert isinstance(ticket, TicketChanged)
    assert isinstance(gap, MissedTickets)
    assert (gap.from_, gap.to, gap.reason) == ("a", "c", "expired")
    assert places(server) == [None, "a", "d"]


async def test_silence_is_an_end(client, server, script, monkeypatch):
    monkeypatch.setattr(wire, "SILENCE_SECONDS", 0.1)
    silent = {"content-type": "text/event-stream", "content-length": "100000"}
    script(
        Said(body=event("snapshot", RUNNING, "1"), headers=silent, keep_open=True),
        stream(event("changed", ENDED, "2")),
    )
    async with asyncio.timeout(20):  # and not as long as a connection that nobody gives up
        events = await client.take(lambda c: c.executions.watch("e1"))
    assert [each.id for each in events] == ["1", "2"]


async def test_contents_are_in_no_error(client, script):
    script(stream(event("ticket", TICKET | {"kind": 7, "title": "secret words"})))
    with pytest.raises(UnexpectedAnswer) as caught:
        await client.take(lambda c: c.tickets.follow("t1"))
    assert "kind" in str(caught.value)
    assert "secret" not in str(caught.value)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


STREAM: StreamOperation[dict] = StreamOperation("x.y", "relay", "GET", "/v1/x", events={"a": dict})
DOWN = Unavailable(503, "Down")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def state(clock) -> Resumption[dict]:
    return Resumption(STREAM, STREAM.call(), Retries(chance=lambda: 1.0), None, clock)


def test_the_services_word_counts_until_there_is_another(state):
    list(state.feed(b"retry: 3000\n\n"))
    assert state.pause_after(None) == 3.0
    state.next_call()
    assert state.pause_after(DOWN) == 3.0
    list(state.feed(b"retry: 20\n\n"))
    assert state.pause_after(None) == 0.25


def test_one_that_never_was_open_is_given_up_like_any_call(state, clock):
    clock.now = 59.0
    state.pause_after(DOWN)
    clock.now = 61.0
    with pytest.raises(Unavailable):
        state.pause_after(DOWN)


def test_one_that_was_open_is_missed_for_longer(state, clock):
    list(state.feed(b": heartbeat\n\n"))
    clock.now = 299.0
    state.pause_after(DOWN)
    clock.now = 301.0
    with pytest.raises(Unavailable):
        state.pause_after(DOWN)


def test_one_that_is_always_ended_at_once_is_given_up_too(state, clock):
    clock.now = 61.0
    with pytest.raises(ConnectionFailed, match="ended at once"):
        state.pause_after(None)


async def test_an_execution_that_was_just_accepted_is_waited_for(client, server, script):
    script(problem(404), problem(404), stream(event("changed", ENDED, "1")))
    assert len(await client.take(lambda c: c.executions.watch("e1"))) == 1


def test_one_that_does_not_appear_is_not_there(clock):
    missing = NotFound(404, "Not found")
    late = replace(STREAM, late=True)
    state = Resumption(late, late.call(), Retries(), None, clock)
    clock.now = 4.0
    state.pause_after(missing)
    clock.now = 5.0
    with pytest.raises(NotFound):
        state.pause_after(missing)
    with pytest.raises(NotFound):
        Resumption(STREAM, STREAM.call(), Retries(), None, clock).pause_after(missing)


def test_pauses_grow_until_something_comes(state):
    assert [state.pause_after(DOWN) for _ in range(4)] == [0.25, 0.5, 1.0, 2.0]
    list(state.feed(b": heartbeat\n\n"))
    assert state.pause_after(DOWN) == 0.25
