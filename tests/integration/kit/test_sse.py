"""Event streams on real sockets."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from psasync.kit.http import create_app, unavailable
from psasync.kit.http.sse import ServerEvent, event_stream
from psasync.kit.settings import CommonSettings


class Source:
    """An endless source that knows whether it was closed."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[ServerEvent | None] = asyncio.Queue()
        self.taken = 0
        self.closed = asyncio.Event()

    async def events(self) -> AsyncIterator[ServerEvent]:
        try:
            while (event := await self.queue.get()) is not None:
                self.taken += 1
                yield event
        finally:
            self.closed.set()


class Flood(Source):
    async def events(self) -> AsyncIterator[ServerEvent]:
        try:
            while True:
                self.taken += 1
                yield ServerEvent("tick", b"x" * 10_000)
                await asyncio.sleep(0)
        finally:
            self.closed.set()


def application(settings: CommonSettings, source: Source, **options) -> FastAPI:
    router = APIRouter()

    @router.get("/events")
    async def events(request: Request) -> Response:
        return event_stream(request, source.events(), **options)

    async def ready() -> dict[str, str]:
        return {}

    return create_app(
        service="x",
        title="X",
        version="1",
        settings=settings,
        routers=[router],
        ready=ready,
        request_timeout_seconds=0.2,
    )


async def read_until(lines: AsyncIterator[str], wanted: str) -> list[str]:
    seen = []
    async with asyncio.timeout(5):
        async for line in lines:
            seen.append(line)
            if line == wanted:
                return seen
    raise AssertionError(f"ended without {wanted!r}: {seen}")


@asynccontextmanager
async def opened(running, app: FastAPI) -> AsyncIterator[httpx.Response]:
    async with (
        running(app) as url,
        httpx.AsyncClient(timeout=5) as client,
        client.stream("GET", f"{url}/events") as response,
    ):
        yield response


async def within(seconds: float, condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture
def source() -> Source:
    return Source()


async def test_events_arrive_beyond_the_time_limit_of_requests(settings, running, source: Source) -> None:
    async with opened(running, application(settings, source)) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-cache"
        assert response.headers["x-accel-buffering"] == "no"
        lines = response.aiter_lines()
        source.queue.put_nowait(ServerEvent("status", "one\ntwo", id="7"))
        assert await read_until(lines, "data: two") == ["id: 7", "event: status", "data: one", "data: two"]
        await asyncio.sleep(0.4)
        source.queue.put_nowait(ServerEvent(data=b"later"))
        await read_until(lines, "data: later")
        source.queue.put_nowait(None)
        assert [line async for line in lines] == [""]


async def test_silence_is_filled_with_heartbeats_that_carry_the_id(settings, running, source: Source) -> None:
    app = application(settings, source, heartbeat=0.05, heartbeat_id=lambda: "42")
    async with opened(running, app) as response:
        seen = await read_until(response.aiter_lines(), "id: 42")
        assert ": heartbeat" in seen


async def test_a_client_that_leaves_closes_the_source(settings, running, source: Source) -> None:
    async with running(application(settings, source)) as url, httpx.AsyncClient(timeout=5) as client:
        async with client.stream("GET", f"{url}/events"):
            pass
        await asyncio.wait_for(source.closed.wait(), 5)


async def test_a_client_that_takes_nothing_is_cut(settings, running, caplog) -> None:
    source = Flood()
    async with running(application(settings, source, send_timeout=0.3)) as url:
        port = int(url.rpartition(":")[2])
        with socket.socket() as lazy:
            lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            lazy.connect(("127.0.0.1", port))
            lazy.sendall(b"GET /events HTTP/1.1\r\nHost: x\r\n\r\n")
            await asyncio.wait_for(source.closed.wait(), 10)
            taken = source.taken
            # The connection is gone, not merely forgotten: only what the kernel held still comes, then the end.
            lazy.settimeout(5)
            received = 0
            while chunk := await asyncio.to_thread(lazy.recv, 1 << 20):
                received += len(chunk)
            assert received < taken * 10_000
            assert source.taken == taken
    assert "without completing response" not in caplog.text


async def test_the_source_is_not_drained_ahead_of_a_slow_client(settings, running) -> None:
    source = Flood()
    async with running(application(settings, source, send_timeout=30)) as url:
        port = int(url.rpartition(":")[2])
        with socket.socket() as lazy:
            lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            lazy.connect(("127.0.0.1", port))
            lazy.sendall(b"GET /events HTTP/1.1\r\nHost: x\r\n\r\n")
            await within(5, lambda: source.taken > 256)
            before = -1
            async with asyncio.timeout(10):
                while before != source.taken:
                    before = source.taken
                    await asyncio.sleep(0.2)
            assert source.taken < 2000


async def test_a_stopping_server_ends_its_streams_at_once(settings, running, source: Source) -> None:
    async with httpx.AsyncClient(timeout=5) as client:
        async with running(application(settings, source)) as url:
            response = await client.send(client.build_request("GET", f"{url}/events"), stream=True)
            stopping = time.monotonic()
        assert time.monotonic() - stopping < 3
        assert [line async for line in response.aiter_lines()] == []
        assert source.closed.is_set()


async def test_a_revoked_key_ends_the_stream(settings, running, source: Source) -> None:
    allowed = True

    async def still_allowed() -> bool:
        return allowed

    app = application(settings, source, still_allowed=still_allowed, recheck=0.05)
    async with opened(running, app) as response:
        lines = response.aiter_lines()
        await asyncio.sleep(0.2)
        source.queue.put_nowait(ServerEvent(data=b"still here"))
        await read_until(lines, "data: still here")
        allowed = False
        async with asyncio.timeout(5):
            assert [line async for line in lines] == [""]


async def test_a_key_that_nobody_can_vouch_for_ends_the_stream(settings, running, source: Source) -> None:
    async def still_allowed() -> bool:
        raise unavailable("The scheduler is away.")

    app = application(settings, source, still_allowed=still_allowed, recheck=0.05)
    async with opened(running, app) as response:
        async with asyncio.timeout(5):
            assert [line async for line in response.aiter_lines()] == []


async def test_a_source_that_fails_cuts_the_stream(settings, running) -> None:
    class Broken(Source):
        async def events(self) -> AsyncIterator[ServerEvent]:
            yield ServerEvent(data=b"one")
            raise ValueError("broken")

    async with opened(running, application(settings, Broken())) as response:
        with pytest.raises(httpx.RemoteProtocolError):
            [line async for line in response.aiter_lines()]


async def test_many_events_are_joined_and_none_is_lost(settings, running, source: Source) -> None:
    for n in range(5000):
        source.queue.put_nowait(ServerEvent(data=str(n)))
    source.queue.put_nowait(None)
    async with running(application(settings, source)) as url, httpx.AsyncClient(timeout=10) as client:
        text = (await client.get(f"{url}/events")).text
    assert [int(line[6:]) for line in text.splitlines() if line] == list(range(5000))
