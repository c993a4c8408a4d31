"""What is sent, and what comes back."""

import json
from datetime import UTC, date, datetime

import pytest

from psasync_client import UnexpectedAnswer
from psasync_client.models import common, results, scheduler
from tests.support.tiny_http import Said
from tests.unit.client.answers import accepted, execution, log, page, tenant


async def test_an_answer_is_a_model(client, server, script):
    script(Said(tenant()))
    found = await client.call(lambda c: c.tenants.get("t1"))
    assert isinstance(found, scheduler.TenantView)
    assert (found.name, found.version, found.state) == ("Acme", 3, "active")
    assert found.created_at == datetime(2026, 11, 25, 10, tzinfo=UTC)
    asked = server.asked[0]
    assert (asked.method, asked.target) == ("GET", "/v1/tenants/t1")
    assert asked.headers["authorization"] == "Bearer psk_0000000000_secret"
    assert asked.headers["user-agent"].startswith("psasync-client/")


async def test_what_a_newer_service_adds_is_kept(client, script):
    script(Said(tenant(state="hibernating", colour="blue")))
    found = await client.call(lambda c: c.tenants.get("t1"))
    assert found.state == "hibernating"
    assert found.state.value == "hibernating"
    assert not found.state.known
    assert found.colour == "blue"
    assert json.loads(found.model_dump_json())["state"] == "hibernating"


async def test_a_path_names_one_thing(client, server, script):
    script(Said(status=204, body=b""))
    assert await client.call(lambda c: c.syncs.archive("s 1/ä?")) is None
    assert server.asked[0].target == "/v1/syncs/s%201%2F%C3%A4%3F"


@pytest.mark.parametrize("name", ["", ".", ".."])
async def test_what_would_name_something_else_is_not_sent(client, server, name):
    with pytest.raises(ValueError, match=r"syncs\.archive"):
        await client.call(lambda c: c.syncs.archive(name))
    assert server.asked == []


async def test_query_parameters(client, server, script):
    script(page())
    since = datetime(2026, 11, 1, 8, tzinfo=UTC)
    await client.take(
        lambda c: c.executions.list(tenant="a&b", status=common.Status.ERROR, mode="force", from_=since, limit=5)
    )
    assert server.asked[0].query == {
        "tenant": "a&b",
        "status": "error",
        "mode": "force",
        "from": "2026-11-01T08:00:00+00:00",
        "limit": "5",
    }


async def test_a_repeated_parameter(client, server, script):
    script(Said(body=b"", headers={"content-type": "text/event-stream"}), Said({}, 401))
    with pytest.raises(Exception, match="401"):
        await client.take(lambda c: c.tickets.follow("t1", board=["a", "b"], kind="created"))
    assert server.asked[0].target == "/v1/tenants/t1/tickets/events?board=a&board=b&kind=created"


async def test_a_time_without_a_zone_is_refused(client, server):
    with pytest.raises(ValueError, match="time zone"):
        await client.call(lambda c: c.statistics.get(from_=datetime(2026, 11, 1)))  # noqa: DTZ001
    assert server.asked == []


@pytest.mark.parametrize(
    "body",
    [
        {"mode": "force", "period": {"first": date(2026, 11, 1), "last": date(2026, 11, 2)}, "confirmed": True},
        scheduler.RunRequest(
            mode=common.Mode.FORCE,
            period=common.Period(first=date(2026, 11, 1), last=date(2026, 11, 2)),
            confirmed=True,
        ),
    ],
    ids=["mapping", "model"],
)
async def test_a_body_holds_what_was_set(client, server, script, body):
    script(accepted())
    await client.call(lambda c: c.executions.start("s1", body))
    assert json.loads(server.asked[0].body) == {
        "mode": "force",
        "period": {"first": "2026-11-01", "last": "2026-11-02"},
        "confirmed": True,
    }
    assert server.asked[0].headers["content-type"] == "application/json"


async def test_null_is_sent_where_it_was_set(client, server, script):
    script(Said(tenant()))
    await client.call(lambda c: c.tenants.change("t1", scheduler.TenantChange(notifications=None)))
    assert json.loads(server.asked[0].body) == {"notifications": None}


async def test_no_body_where_none_is_given(client, server, script):
    script(accepted())
    await client.call(lambda c: c.executions.start("s1"))
    assert server.asked[0].body == b""
    assert "content-type" not in server.asked[0].headers


async def test_each_good_status_has_its_own_answer(client, script):
    script(accepted())
    assert isinstance(await client.call(lambda c: c.executions.start("s1")), scheduler.Accepted)
    weighed = {
        "settings": {},
        "blocked": [],
        "warnings": [],
        "needs_confirmation": False,
        "imported": None,
        "queue": None,
        "full_pass": None,
        "plan": None,
        "not_supported": [],
    }
    script(Said(weighed))
    found = await client.call(lambda c: c.executions.start("s1", preflight=True))
    assert isinstance(found, scheduler.PreflightView)


async def test_a_version_is_sent_as_an_entity_tag(client, server, script):
    script(Said(tenant(version=4)))
    await client.call(lambda c: c.tenants.change("t1", {"name": "Acme 2"}, if_match=3))
    await client.call(lambda c: c.tenants.change("t1", {"name": "Acme 2"}, if_match='"3"'))
    assert [asked.headers["if-match"] for asked in server.asked] == ['"3"', '"3"']


async def test_what_has_not_changed_is_not_sent_again(client, server, script):
    script(Said(execution(), headers={"etag": '"7"'}))
    first = await client.call(lambda c: c.executions.get("e1"))
    assert first.etag == '"7"'
    assert first == results.ExecutionView.model_validate(execution())
    assert "etag" not in first.model_dump()
    script(Said(status=304, body=b""))
    assert await client.call(lambda c: c.executions.get("e1", if_none_match=first.etag)) is None
    assert server.asked[1].headers["if-none-match"] == '"7"'


async def test_a_redirect_is_told_and_not_followed(client, server, script):
    script(Said(status=303, body=b"", headers={"location": "http://127.0.0.1:1/login"}))
    found = await client.call(lambda c: c.sign_in.start(return_to="http://127.0.0.1:9/", challenge="x" * 43))
    assert found == "http://127.0.0.1:1/login"
    assert len(server.asked) == 1


MOVED = Said({}, 301, headers={"location": "http://127.0.0.1:1/"})


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.syncs.archive("s1"),
        lambda c: c.tenants.get("t1"),
        lambda c: c.tenants.list().page(),
    ],
    ids=["nothing", "model", "page"],
)
async def test_a_redirect_that_nobody_promised_is_no_success(client, server, script, ask):
    script(MOVED)
    with pytest.raises(UnexpectedAnswer, match="301"):
        await client.call(ask)
    assert len(server.asked) == 1


@pytest.mark.parametrize("ask", [lambda c: c.executions.export(), lambda c: c.executions.watch("e1")])
async def test_nor_is_one_of_a_stream(client, script, ask):
    script(MOVED)
    with pytest.raises(UnexpectedAnswer, match="301"):
        await client.take(ask)


async def test_another_good_status_of_a_newer_service(client, script):
    script(Said(tenant(), 203))
    assert (await client.call(lambda c: c.tenants.get("t1"))).id == "t1"


async def test_pages_are_read_as_they_are_needed(client, server, script):
    script(page(log(1), log(2), cursor="c2"), page(cursor="c3"), page(log(3)))
    found = await client.take(lambda c: c.executions.log("e1", limit=2))
    assert [line.seq for line in found] == [1, 2, 3]
    assert [asked.query.get("cursor") for asked in server.asked] == [None, "c2", "c3"]
    assert {asked.query["limit"] for asked in server.asked} == {"2"}


async def test_no_page_is_read_ahead(client, server, script):
    script(page(log(1), log(2), cursor="c2"))
    assert len(await client.take(lambda c: c.executions.log("e1"), 2)) == 2
    assert len(server.asked) == 1


async def test_one_page(client, server, script):
    script(page(log(1), cursor="c2"))
    pages = await client.call(lambda c: c.executions.log("e1", cursor="c0"))
    first = await client.call(lambda _: pages.page())
    assert ([line.seq for line in first.items], first.next) == ([1], "c2")
    await client.call(lambda _: pages.page(first.next))
    assert [asked.query["cursor"] for asked in server.asked] == ["c0", "c2"]


async def test_a_download_comes_in_pieces(client, server, script):
    script(Said(body=b"id,tenant\r\n" * 10_000, headers={"content-type": "text/csv"}))
    pieces = await client.take(lambda c: c.executions.export(format="csv"))
    assert b"".join(pieces) == b"id,tenant\r\n" * 10_000
    assert len(pieces) > 1
    assert server.asked[0].query == {"format": "csv"}


@pytest.mark.parametrize("answer", [Said(body=b"<html>"), Said({"id": "t1"}), Said([])])
async def test_what_cannot_be_read_says_so(client, script, answer):
    script(answer)
    with pytest.raises(UnexpectedAnswer, match=r"tenants\.get"):
        await client.call(lambda c: c.tenants.get("t1"))


async def test_contents_are_in_no_error(client, script):
    script(Said(tenant(version="secret words")))
    with pytest.raises(UnexpectedAnswer) as caught:
        await client.call(lambda c: c.tenants.get("t1"))
    assert "version" in str(caught.value)
    assert "secret words" not in str(caught.value)
