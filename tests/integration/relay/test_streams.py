"""Who may hold a stream, how many of them, and when it is cut."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from psasync.contracts.vocabulary import Role
from tests.integration.relay.listener import listening
from tests.integration.relay.scheduler import Scheduler
from tests.integration.relay.webhooks import send
from tests.support.waiting import until


async def test_who_may_listen(relay, scheduler: Scheduler):
    scheduler.connect("acme")
    async with relay() as url, httpx.AsyncClient(base_url=url) as http:

        async def status(path: str, key: str) -> int:
            return (await http.get(path, headers={"authorization": f"Bearer {key}"})).status_code

        stream = "/v1/tenants/acme/tickets/events"
        assert (await http.get(stream)).status_code == 401
        assert await status(stream, "wrong") == 401
        assert await status(stream, scheduler.key("bolt")) == 404
        assert await status("/v1/connections/c-acme/webhook-health", scheduler.key("bolt")) == 404
        assert await status("/v1/connections/c-none/webhook-health", scheduler.key(None)) == 404
        assert await status(f"{stream}?kind=exploded", scheduler.key("acme")) == 422
        async with listening(url, "acme", scheduler.key(None, Role.ADMIN)):
            pass


async def test_a_revoked_key_ends_its_streams_without_any_news(relay, scheduler: Scheduler):
    key, other = scheduler.key("acme"), scheduler.key("acme")
    async with (
        relay(stream_recheck_seconds=0.5) as url,
        listening(url, "acme", key) as revoked,
        listening(url, "acme", other) as stays,
    ):
        del scheduler.keys[key]
        await asyncio.wait_for(revoked.ended.wait(), 30)
        assert revoked.events("closed")[0].json["reason"] == "revoked"
        assert not stays.ended.is_set()


async def test_a_key_holds_so_many_streams_and_gets_places_back(relay, scheduler: Scheduler):
    key = scheduler.key("acme")
    path, headers = "/v1/tenants/acme/tickets/events", {"authorization": f"Bearer {key}"}
    async with relay(streams_per_key=1) as url, httpx.AsyncClient(base_url=url) as http:
        async with listening(url, "acme", key):
            answer = await http.get(path, headers=headers)
            assert answer.status_code == 429

        async def free_again() -> bool:
            async with http.stream("GET", path, headers=headers) as response:
                return response.status_code == 200

        await until(free_again, 10, "the place is free again")


async def test_a_slow_consumer_is_cut_and_the_others_hear_everything(relay, scheduler: Scheduler):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    settings = {"stream_backlog_events": 5, "stream_send_seconds": 1, "webhook_burst": 1000}
    async with relay(**settings) as url, listening(url, "acme", key) as quick:
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
        request = f"GET /v1/tenants/acme/tickets/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n"
        writer.write(request.encode())
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.pause_reading()  # from here on it takes nothing more
        for number in range(40):
            answer = await send(url, token, scheduler.callback(number, summary="s" * 200_000))
            assert answer.status_code == 204

        async def cut() -> bool:
            async with httpx.AsyncClient(base_url=url) as http:
                return 'psasync_http_streams_cut_total{reason="slow-consumer"}' in (await http.get("/metrics")).text

        await quick.heard(*range(40), within=30)
        await until(cut, 20, "the slow consumer is cut")
        assert not quick.ended.is_set()
        writer.transport.resume_reading()
        with pytest.raises(ConnectionResetError):  # what it had not taken was dropped, not sent on
            await asyncio.wait_for(reader.read(), 20)
        writer.close()


async def test_the_contract_of_the_stream_is_in_the_openapi_document(relay):
    async with relay(wait=False) as url, httpx.AsyncClient(base_url=url) as http:
        document = json.loads((await http.get("/openapi.json")).text)
    stream = document["paths"]["/v1/tenants/{tenant}/tickets/events"]["get"]
    assert {parameter["name"] for parameter in stream["parameters"]} >= {
        "tenant", "board", "status", "priority", "company", "kind", "last-event-id", "last_event_id",
    }  # fmt: skip
    assert "text/event-stream" in stream["responses"]["200"]["content"]
