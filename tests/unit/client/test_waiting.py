"""Starting an execution and waiting for its end."""

import pytest

from psasync_client import Forbidden, NotFound, StillRunning, Unauthorized, Unavailable, waiting
from psasync_client.models.results import ExecutionView
from psasync_client.waiting import Waiting
from tests.support.tiny_http import Asked, Said
from tests.unit.client.answers import accepted, cut, event, execution, problem, stream

QUEUED, RUNNING, ENDED = execution("queued"), execution("in_progress", fetched=3), execution("finished", fetched=9)
START, STREAM, GET = "/v1/syncs/s1/executions", "/v1/executions/e1/events", "/v1/executions/e1"


@pytest.fixture
def scripts(server):
    """`scripts({path: [answers]})`: the answers of each path in order; its last one for everything after."""

    def play(answers: dict[str, list[Said]]) -> None:
        left = {path: list(said) for path, said in answers.items()}

        def answer(asked: Asked) -> Said:
            said = left[asked.path]
            return said.pop(0) if len(said) > 1 else said[0]

        server.answer = answer

    return play


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(waiting, "_FIRST_PAUSE", 0.001)


def paths(server) -> list[str]:
    return [asked.path for asked in server.asked]


async def test_followed_to_its_end(client, server, scripts):
    changes = [event("snapshot", QUEUED, "1"), event("changed", RUNNING, "2"), event("changed", ENDED, "3")]
    scripts({START: [accepted()], STREAM: [stream(*changes)]})
    seen = []
    done = await client.call(lambda c: c.run_and_wait("s1", {"mode": "missing"}, on_progress=seen.append))
    assert isinstance(done, ExecutionView)
    assert (done.status, done.fetched) == ("finished", 9)
    assert [each.status for each in seen] == ["queued", "in_progress", "finished"]
    assert paths(server) == [START, STREAM]
    assert server.asked[0].body == b'{"mode":"missing"}'


async def test_restarts_in_between(client, server, scripts):
    """The scheduler, before it answers and after it has; results, before it knows and while it tells."""
    scripts(
        {
            START: [*[problem(503)] * 6, Said(body=b"", headers={"content-length": "9"}), accepted()],
            STREAM: [
                problem(404),
                cut(event("snapshot", QUEUED, "1")),
                problem(503),
                stream(event("changed", ENDED, "3")),
            ],
            GET: [problem(404), problem(503)],
        }
    )
    seen = []
    done = await client.call(lambda c: c.run_and_wait("s1", on_progress=seen.append))
    assert done.status == "finished"
    assert [each.status for each in seen] == ["queued", "finished"]
    starts = [asked for asked in server.asked if asked.path == START]
    assert len(starts) == 8
    assert len({asked.headers["idempotency-key"] for asked in starts}) == 1
    resumed = [asked.headers.get("last-event-id") for asked in server.asked if asked.path == STREAM]
    assert resumed == [None, None, "1", "1"]


async def test_a_key_of_the_callers_own(client, server, scripts):
    scripts({START: [accepted()], STREAM: [stream(event("snapshot", ENDED, "3"))]})
    await client.call(lambda c: c.run_and_wait("s1", idempotency_key="order-4711"))
    assert server.asked[0].headers["idempotency-key"] == "order-4711"


async def test_where_no_stream_comes_through_it_is_asked_for(client, server, scripts):
    page = Said(body=b"data: {}\nevent: snapshot\n\n")
    scripts({START: [accepted()], STREAM: [page], GET: [Said(QUEUED), Said(RUNNING), Said(RUNNING), Said(ENDED)]})
    seen = []
    done = await client.call(lambda c: c.run_and_wait("s1", on_progress=seen.append))
    assert done.status == "finished"
    assert [each.status for each in seen] == ["queued", "in_progress", "finished"]
    assert paths(server) == [START, STREAM, GET, GET, GET, GET]


async def test_a_request_that_is_refused(client, server, scripts):
    scripts({START: [problem(403)]})
    with pytest.raises(Forbidden):
        await client.call(lambda c: c.run_and_wait("s1"))
    assert len(server.asked) == 1


async def test_a_key_that_is_revoked_meanwhile(client, scripts):
    scripts({START: [accepted()], STREAM: [problem(401)]})
    with pytest.raises(Unauthorized) as caught:
        await client.call(lambda c: c.run_and_wait("s1"))
    assert caught.value.__notes__ == ["Execution e1 goes on: it is only no longer waited for."]


async def test_out_of_time(client, server, scripts):
    scripts({START: [accepted()], GET: [Said(RUNNING)]})
    with pytest.raises(StillRunning, match=r"e1 has not ended within 0\.05 s and goes on; it is in_progress") as caught:
        await client.call(lambda c: c.run_and_wait("s1", within=0.05))
    assert (caught.value.execution_id, caught.value.status) == ("e1", "in_progress")
    scripts({STREAM: [stream(event("snapshot", ENDED, "3"))]})
    assert (await client.call(lambda c: c.wait(caught.value.execution_id))).status == "finished"


async def test_a_callback_that_fails_ends_the_waiting(client, scripts):
    scripts({START: [accepted()], STREAM: [stream(event("snapshot", QUEUED, "1"))]})

    def callback(_: ExecutionView) -> None:
        raise Unavailable(503, "of the callback's own")

    with pytest.raises(Unavailable, match="of the callback's own"):
        await client.call(lambda c: c.run_and_wait("s1", on_progress=callback))


@pytest.mark.parametrize("client", ["async"], indirect=True)
async def test_a_callback_that_is_awaited(client, scripts):
    scripts({START: [accepted()], STREAM: [stream(event("snapshot", ENDED, "1"))]})
    seen = []

    async def callback(told: ExecutionView) -> None:
        seen.append(told.status)

    await client.call(lambda c: c.run_and_wait("s1", on_progress=callback))
    assert seen == ["finished"]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


UNKNOWN, DOWN = NotFound(404, "Not found"), Unavailable(503, "Down")


def test_an_execution_that_nobody_knows_is_not_waited_for_at_length():
    clock = Clock()
    known, guessed = (Waiting("e1", 3600, certain=certain, clock=clock) for certain in (True, False))
    clock.now = 301.0
    known.failed(UNKNOWN)
    with pytest.raises(NotFound):
        guessed.failed(UNKNOWN)


def test_one_that_was_known_and_is_gone_is_not_waited_for():
    state = Waiting("e1", 3600, certain=True, clock=Clock())
    state.take(ExecutionView.model_validate(QUEUED))
    with pytest.raises(NotFound):
        state.failed(UNKNOWN)


def test_a_service_that_is_away_is_waited_for_as_long_as_it_takes_to_come_back():
    clock = Clock()
    state = Waiting("e1", 3600, certain=True, clock=clock)
    state.failed(DOWN)
    clock.now = 299.0
    state.failed(DOWN)
    state.take(ExecutionView.model_validate(QUEUED))
    clock.now = 599.0 - 1
    state.failed(DOWN)
    clock.now = 600.0
    with pytest.raises(Unavailable):
        state.failed(DOWN)


def test_the_last_stretch_is_asked_for():
    """A stream that falls silent is noticed after 45 seconds: later than the time limit."""
    clock = Clock()
    state = Waiting("e1", 60, certain=True, clock=clock)
    assert state.streams
    clock.now = 16.0
    assert not state.streams


def test_pauses_grow_while_nothing_changes_and_end_in_time(monkeypatch):
    monkeypatch.setattr(waiting, "_FIRST_PAUSE", 1.0)
    clock = Clock()
    state = Waiting("e1", 30, certain=True, clock=clock)
    state.take(ExecutionView.model_validate(QUEUED))
    assert [state.pause() for _ in range(5)] == [1.0, 1.5, 2.25, 3.0, 3.0]
    state.take(ExecutionView.model_validate(QUEUED))
    assert state.pause() == 3.0
    state.take(ExecutionView.model_validate(RUNNING))
    assert state.pause() == 1.0
    clock.now = 29.5
    assert state.pause() == 0.5
