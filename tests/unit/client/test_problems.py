"""Which error an answer becomes, and what it tells."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync_client import (
    Addresses,
    Conflict,
    ConnectionFailed,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    ProblemError,
    PsaSyncError,
    TooManyRequests,
    Unauthorized,
    Unavailable,
)
from psasync_client.problems import problem, retry_after
from tests.support.tiny_http import Said
from tests.unit.client.answers import problem as refusal

CLASSES = {
    400: Invalid,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    412: Conflict,
    422: Invalid,
    429: TooManyRequests,
    500: ProblemError,
    502: Unavailable,
    503: Unavailable,
    504: Unavailable,
}


@pytest.mark.parametrize(("status", "kind"), CLASSES.items())
async def test_each_status_has_its_class(client, script, status, kind):
    script(refusal(status))
    with pytest.raises(kind) as caught:
        await client.call(lambda c: c.tenants.get("t1"))
    assert type(caught.value) is kind
    assert caught.value.status == status


async def test_what_a_problem_tells(client, script):
    errors = [{"field": "name", "message": "too long"}, {"field": "schedule.cron", "message": "no cron"}]
    script(refusal(409, "confirmation-needed", errors=errors, days=[{"day": "2026-11-01"}], records=7))
    with pytest.raises(Conflict) as caught:
        await client.call(lambda c: c.executions.start("s1", {"mode": "force"}))
    error = caught.value
    assert (error.type, error.code) == ("urn:psasync:problem:confirmation-needed", "confirmation-needed")
    assert (error.title, error.detail, error.request_id) == ("What it is", "What to do.", "r-1")
    assert error.errors == [FieldError("name", "too long"), FieldError("schedule.cron", "no cron")]
    assert error.extra == {"days": [{"day": "2026-11-01"}], "records": 7}
    assert str(error) == ("409 What it is: What to do. [name: too long; schedule.cron: no cron] (request r-1)")


async def test_a_proxys_page_is_told_in_short(client, script):
    script(Said(status=404, body=b"<html>\n <h1>Nothing here</h1>" + b" " * 5000, headers={"x-request-id": "r-2"}))
    with pytest.raises(NotFound) as caught:
        await client.call(lambda c: c.tenants.get("t1"))
    assert str(caught.value) == "404 Not Found: <html> <h1>Nothing here</h1> (request r-2)"


@given(status=st.integers(400, 599), content=st.binary(max_size=200) | st.just(b'{"errors": [1, {}], "title": 3}'))
def test_any_answer_becomes_an_error(status, content):
    error = problem(status, {}, content)
    assert error.status == status
    assert isinstance(error, PsaSyncError)
    assert str(status) in str(error)


@pytest.mark.parametrize(("text", "seconds"), [("7", 7.0), ("0", 0.0), ("", None), ("soon", None), ("-3", None)])
def test_retry_after(text, seconds):
    assert retry_after({"retry-after": text}) == seconds


def test_retry_after_as_a_date():
    then = datetime.now(UTC) + timedelta(hours=1)
    assert 3500 < retry_after({"retry-after": format_datetime(then, usegmt=True)}) <= 3600
    assert retry_after({"retry-after": "Wed, 01 Jan 2020 00:00:00 GMT"}) == 0


async def test_nobody_there(client, server, free_port):
    address = f"http://127.0.0.1:{free_port()}"
    client.client._transport._wire._addresses = Addresses.behind(address)
    with pytest.raises(ConnectionFailed) as caught:
        await client.call(lambda c: c.executions.get("e1"))
    assert (caught.value.service, caught.value.address) == ("results", address)
    assert str(caught.value).startswith(f"results at {address} does not answer: ")


async def test_the_key_is_in_no_text(client, script, free_port):
    client.client._transport._wire._addresses = Addresses.behind(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(ConnectionFailed) as caught:
        await client.call(lambda c: c.tenants.get("t1"))
    assert "secret" not in f"{caught.value!r} {client.client!r} {vars(client.client)!r}"
