"""An answer that ends when its source, its client, its key or the server does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from psasync.kit.http.metrics import STREAMS, STREAMS_CUT
from psasync.kit.http.sse.event import ServerEvent
from psasync.kit.http.sse.pump import Pump
from psasync.kit.http.transport import abort_and_yield, disconnected, refused


def event_stream(
    request: Request,
    source: AsyncIterator[ServerEvent | bytes],
    heartbeat: float = 15,
    send_timeout: float = 10,
    *,
    heartbeat_id: Callable[[], str | None] = lambda: None,
    still_allowed: Callable[[], Awaitable[bool]] | None = None,
    recheck: float = 10,
) -> Response:
    """Answer with the events of `source` (or what `ServerEvent.encode` gave, encoded once for many clients).

    Ends when the source ends, the client leaves, it has not taken a chunk within `send_timeout` seconds, the server
    is told to stop, or `still_allowed`, asked every `recheck` seconds, says no. At most 256 events wait here; then
    the source is no longer asked. After `heartbeat` silent seconds a comment is sent, with `heartbeat_id()`.
    """
    stopping: asyncio.Event = request.app.state.stopping
    pump = Pump(source, heartbeat, send_timeout, heartbeat_id)
    return _EventStream(pump, stopping, still_allowed, recheck)


class _EventStream(Response):
    media_type = "text/event-stream"

    def __init__(
        self,
        pump: Pump,
        stopping: asyncio.Event,
        still_allowed: Callable[[], Awaitable[bool]] | None,
        recheck: float,
    ) -> None:
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        super().__init__(status_code=200, headers=headers, media_type="text/event-stream")
        del self.headers["content-length"]
        self._pump = pump
        self._stopping = stopping
        self._still_allowed = still_allowed
        self._recheck = recheck

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        STREAMS.inc()
        try:
            reason = await self._run(receive, send)
        finally:
            STREAMS.dec()
        if reason != "client":
            STREAMS_CUT.labels(reason).inc()
        if reason == "slow":
            await abort_and_yield(scope)
        elif reason != "client":
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _run(self, receive: Receive, send: Send) -> str:
        """Why the stream ended. Raises what the source raised."""
        tasks: dict[asyncio.Task[Any], str] = {
            asyncio.create_task(self._pump.read()): "reading",
            asyncio.create_task(self._pump.write(send)): "end",
            asyncio.create_task(disconnected(receive)): "client",
            asyncio.create_task(self._stopping.wait()): "stopping",
        }
        if self._still_allowed is not None:
            tasks[asyncio.create_task(refused(self._still_allowed, self._recheck))] = "revoked"
        try:
            return await self._first(tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _first(self, tasks: dict[asyncio.Task[Any], str]) -> str:
        waiting = set(tasks)
        while True:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            reasons = {tasks[task] for task in done} - {"reading"}  # what was read is still being written
            if reasons:
                reason = "client" if "client" in reasons else min(reasons)
                return "slow" if self._pump.too_slow else reason
