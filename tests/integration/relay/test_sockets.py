"""The live stream over WebSockets, and stream tokens, which open either kind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from psasync.contracts.vocabulary import Role
from tests.integration.relay.listener import listening
from tests.integration.relay.scheduler import Scheduler
from tests.integration.relay.webhooks import send

SOCKET = "/v1/tenants/acme/tickets/socket"


@asynccontextmanager
async def opened(url: str, key: str | None, query: str = "") -> AsyncIterator[ClientConnection]:
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    address = url.replace("http", "ws", 1) + SOCKET + query
    async with connect(address, additional_headers=headers, proxy=None, open_timeout=20) as socket:
        yield socket


async def told(socket: ClientConnection, type_: str) -> dict[str, Any]:
    """The next message of that type; heartbeats apart, nothing else may come before it."""
    async with asyncio.timeout(20):
        while True:
            message = json.loads(await socket.recv())
            if message["type"] == type_:
                return message
            assert message["type"] == "heartbeat", message


async def refused(url: str, key: str | None, query: str = "") -> tuple[int, str]:
    with pytest.raises(InvalidStatus) as refusal:
        async with opened(url, key, query):
            pass
    response = refusal.value.response
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.body.decode()


async def test_tickets_come_filtered_and_a_dropped_client_goes_on(relay, scheduler: Scheduler):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    async with relay() as url:
        async with opened(url, key, "?board=1") as socket:
            await told(socket, "heartbeat")
            await send(url, token, scheduler.callback(1))
            await send(url, token, scheduler.callback(2, board=2))
            await send(url, token, scheduler.callback(3))
            first = await told(socket, "ticket")
            assert first["ticket"]["ticket_id"] == "1"
            assert (await told(socket, "ticket"))["ticket"]["ticket_id"] == "3"
        await send(url, token, scheduler.callback(4))
        async with opened(url, key, f"?last_event_id={first['id']}") as socket:
            assert [(await told(socket, "ticket"))["ticket"]["ticket_id"] for _ in range(3)] == ["2", "3", "4"]
        async with opened(url, key, "?last_event_id=no-such-id") as socket:
            assert (await told(socket, "gap"))["reason"] == "unknown"


async def test_who_may_open_one(relay, scheduler: Scheduler):
    scheduler.connect("acme")
    async with relay(streams_per_key=1) as url:
        assert (await refused(url, None))[0] == 401
        assert (await refused(url, "wrong"))[0] == 401
        assert (await refused(url, scheduler.key("bolt")))[0] == 404
        status, problem = await refused(url, scheduler.key("acme"), "?kind=exploded")
        assert (status, "kind" in problem) == (422, True)
        key = scheduler.key("acme")
        async with opened(url, key) as socket:
            await told(socket, "heartbeat")
            assert (await refused(url, key))[0] == 429


async def test_a_stop_is_told_and_a_revoked_key_ends_it(relay, scheduler: Scheduler):
    scheduler.connect("acme")
    gone, stays = scheduler.key("acme"), scheduler.key("acme")
    async with relay(stream_recheck_seconds=0.5) as url:
        async with opened(url, gone) as revoked:
            await told(revoked, "heartbeat")
            await scheduler.revoke(gone)
            assert (await told(revoked, "closed"))["reason"] == "revoked"
            with pytest.raises(ConnectionClosed):
                await revoked.recv()
            assert revoked.close_code == 1008
        last = await connect(
            url.replace("http", "ws", 1) + SOCKET, additional_headers={"Authorization": f"Bearer {stays}"}, proxy=None
        )
        await told(last, "heartbeat")
    closed = await told(last, "closed")
    assert closed["reason"] == "shutdown"
    assert 500 <= closed["retry_ms"] <= 5_000
    await last.wait_closed()
    assert last.close_code == 1012


async def test_a_token_opens_streams_of_its_tenant_in_place_of_a_key(relay, scheduler: Scheduler):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    scheduler.connect("bolt")
    async with relay() as url, httpx.AsyncClient(base_url=url) as http:
        asked = await http.post(
            "/v1/tenants/acme/tickets/stream-tokens", headers={"Authorization": f"Bearer {scheduler.key(None)}"}
        )
        assert asked.status_code == 201
        shown = asked.json()["token"]
        async with opened(url, None, f"?token={shown}") as socket, listening(url, "acme", key) as listener:
            await told(socket, "heartbeat")
            await send(url, token, scheduler.callback(1))
            assert (await told(socket, "ticket"))["ticket"]["ticket_id"] == "1"
            await listener.heard(1)
        # The key was one of the whole platform: the token is not.
        foreign = await http.get(f"/v1/tenants/bolt/tickets/events?token={shown}")
        assert foreign.status_code == 401
        assert (await http.get(f"/v1/streams?token={shown}")).status_code == 401
        async with http.stream("GET", f"/v1/tenants/acme/tickets/events?token={shown}") as stream:
            assert stream.status_code == 200


async def test_operators_see_who_listens(relay, scheduler: Scheduler):
    scheduler.connect("acme")
    key = scheduler.key("acme")
    operator = {"Authorization": f"Bearer {scheduler.key('acme', Role.OPERATOR)}"}
    async with relay(stream_recheck_seconds=0.5) as url, httpx.AsyncClient(base_url=url, headers=operator) as http:
        async with opened(url, key) as socket, listening(url, "acme", key):
            await told(socket, "heartbeat")
            seen = (await http.get("/v1/streams")).json()
            assert seen["open"] == 2
            assert {each["transport"] for each in seen["streams"]} == {"events", "socket"}
            assert all(each["behind_events"] == 0 for each in seen["streams"])
            await scheduler.revoke(key)
            assert (await told(socket, "closed"))["reason"] == "revoked"
        after = (await http.get("/v1/streams")).json()
        assert {each["reason"] for each in after["cut"]} == {"revoked"}
        stranger = {"Authorization": f"Bearer {scheduler.key('bolt', Role.OPERATOR)}"}
        assert (await http.get("/v1/streams", headers=stranger)).json()["cut"] == []
