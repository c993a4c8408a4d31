"""What is tried again, and how often."""

import pytest

from psasync_client import Conflict, ConnectionFailed, ProblemError, Retries, Timeout, TooManyRequests, Unavailable
from psasync_client.retries import Attempts, NeverSent
from tests.support.tiny_http import Said
from tests.unit.client.answers import accepted, page, problem, tenant

READ = ("read", lambda c: c.tenants.get("t1"))
REPLACED = ("put", lambda c: c.retention.set("t1", {"records": 60}))
KEYED = ("keyed", lambda c: c.executions.start("s1"))
CREATED = ("post", lambda c: c.tenants.create({"name": "Acme"}))
CHANGED = ("patch", lambda c: c.tenants.change("t1", {"name": "Acme"}))

CUT = Said(body=b"{", headers={"content-length": "100"})


def named(*calls):
    return pytest.mark.parametrize("ask", [ask for _, ask in calls], ids=[name for name, _ in calls])


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@named(READ, REPLACED, KEYED)
async def test_what_can_be_repeated_is_tried_four_times(client, server, script, ask, status):
    script(problem(status))
    with pytest.raises(ProblemError) as caught:
        await client.call(ask)
    assert caught.value.status == status
    assert len(server.asked) == 4


@named(CREATED, CHANGED)
@pytest.mark.parametrize(("status", "times"), [(429, 4), (502, 1), (503, 1), (504, 1)])
async def test_a_change_is_repeated_only_where_it_was_not_begun(client, server, script, ask, status, times):
    script(problem(status))
    with pytest.raises(ProblemError):
        await client.call(ask)
    assert len(server.asked) == times


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 422, 500])
async def test_what_will_not_pass_is_not_tried_again(client, server, script, status):
    script(problem(status))
    with pytest.raises(ProblemError):
        await client.call(READ[1])
    assert len(server.asked) == 1


async def test_it_goes_on_where_it_was(client, server, script):
    script(problem(503), CUT, Said(tenant()))
    assert (await client.call(READ[1])).id == "t1"
    assert len(server.asked) == 3


async def test_an_answer_that_was_cut(client, server, script):
    script(CUT)
    with pytest.raises(ConnectionFailed):
        await client.call(CREATED[1])
    assert len(server.asked) == 1


async def test_one_key_for_all_tries(client, server, script):
    script(problem(503), CUT, accepted())
    await client.call(KEYED[1])
    keys = {asked.headers["idempotency-key"] for asked in server.asked}
    assert len(server.asked) == 3
    assert len(keys) == 1
    await client.call(KEYED[1])
    assert server.asked[-1].headers["idempotency-key"] not in keys


async def test_a_key_of_the_callers_own(client, server, script):
    script(accepted())
    await client.call(lambda c: c.executions.start("s1", idempotency_key="order-4711"))
    assert server.asked[0].headers["idempotency-key"] == "order-4711"


async def test_a_service_that_says_nothing(client, server, script):
    client.client._transport._wire._timeout = 0.05
    script(Said(body=b"", headers={"content-length": "10"}, keep_open=True))
    with pytest.raises(Timeout, match=r"scheduler at .* took too long to answer tenants\.create"):
        await client.call(CREATED[1])
    assert len(server.asked) == 1


async def test_pages_are_tried_again(client, server, script):
    script(problem(503), page())
    assert await client.take(lambda c: c.tenants.list()) == []
    assert len(server.asked) == 2


async def test_a_download_is_tried_again_until_it_begins(client, server, script):
    script(problem(503), problem(429), Said(body=b"id\n", headers={"content-type": "text/csv"}))
    assert await client.take(lambda c: c.executions.export()) == [b"id\n"]
    script(Said(body=b"id\n", headers={"content-type": "text/csv", "content-length": "100"}))
    before = len(server.asked)
    with pytest.raises(ConnectionFailed):
        await client.take(lambda c: c.executions.export())
    assert len(server.asked) == before + 1


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def waits(retries: Retries, *errors: Exception, repeatable: bool = True, each: float = 0.0) -> list[float]:
    """The pauses after each of the errors, until one is raised."""
    clock, pauses = Clock(), []
    attempts = Attempts(retries, repeatable=repeatable, clock=clock)
    for error in errors:
        clock.now += each
        try:
            pauses.append(attempts.pause_after(error))
        except type(error):
            break
        clock.now += pauses[-1]
    return pauses


FULL = Retries(chance=lambda: 1.0)
DOWN = Unavailable(503, "Down")


def test_pauses_grow():
    assert waits(FULL, *[DOWN] * 9) == [0.25, 0.5, 1.0]
    assert waits(Retries(tries=9, chance=lambda: 1.0), *[DOWN] * 9) == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    assert waits(Retries(chance=lambda: 0.0), *[DOWN] * 9) == [0.125, 0.25, 0.5]


def test_never_before_the_service_said():
    assert waits(FULL, TooManyRequests(429, "Slowly", retry_after=7.0)) == [7.0]
    assert waits(FULL, TooManyRequests(429, "Slowly", retry_after=0.0)) == [0.25]


def test_no_pause_that_outlasts_the_time_limit():
    assert waits(FULL, TooManyRequests(429, "Slowly", retry_after=61.0)) == []
    assert waits(Retries(tries=99, within=5, chance=lambda: 1.0), *[DOWN] * 9, each=1.5) == [0.25, 0.5]


def test_what_was_never_sent_can_always_be_sent():
    assert len(waits(FULL, *[NeverSent("scheduler", "x", "refused")] * 9, repeatable=False)) == 3
    assert waits(FULL, ConnectionFailed("scheduler", "x", "cut"), repeatable=False) == []
    assert waits(FULL, Conflict(409, "No")) == []
