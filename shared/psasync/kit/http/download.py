"""A long answer that is made while it is sent: a file for people and programs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from psasync.kit.http.metrics import STREAMS_CUT
from psasync.kit.http.transport import abort_and_yield, disconnected, refused


class Download(Response):
    """Sends the chunks of `source`, one at a time: the next is made when the last was taken.

    A file has no way to say that it is incomplete, so whatever ends it early cuts the connection, which every client
    tells from an end: an error of the source, a chunk not taken within `send_timeout` seconds, a key that is no
    longer allowed (asked every `recheck` seconds), a server that is told to stop. A client that leaves ends it too.
    """

    def __init__(
        self,
        request: Request,
        source: AsyncIterator[bytes],
        *,
        media_type: str,
        filename: str,
        still_allowed: Callable[[], Awaitable[bool]],
        send_timeout: float = 30,
        recheck: float = 10,
    ) -> None:
        headers = {"Content-Disposition": f'attachment; filename="{filename}"', "X-Accel-Buffering": "no"}
        super().__init__(headers=headers, media_type=media_type)
        del self.headers["content-length"]
        self._source = source
        self._stopping: asyncio.Event = request.app.state.stopping
        self._still_allowed = still_allowed
        self._send_timeout = send_timeout
        self._recheck = recheck
        self._too_slow = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reason = await self._run(receive, send)
        if reason not in {"end", "client"}:
            STREAMS_CUT.labels(reason).inc()
            await abort_and_yield(scope)

    async def _run(self, receive: Receive, send: Send) -> str:
        """Why it ended. Raises what the source raised."""
        tasks: dict[asyncio.Task[Any], str] = {
            asyncio.create_task(self._write(send)): "end",
            asyncio.create_task(disconnected(receive)): "client",
            asyncio.create_task(self._stopping.wait()): "stopping",
            asyncio.create_task(refused(self._still_allowed, self._recheck)): "revoked",
        }
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        reasons = {tasks[task] for task in done}
        if "client" in reasons:
            return "client"
        for task in done:
            task.result()
        if self._too_slow:
            return "slow"
        return "end" if "end" in reasons else min(reasons)

    async def _write(self, send: Send) -> None:
        started = False
        try:
            async for chunk in self._source:
                if not started:  # what fails before is answered like any other request
                    started = True
                    await self._start(send)
                await self._send(send, chunk, more=True)
                if self._too_slow:
                    return
        finally:
            # A generator left half-way would otherwise keep what it holds until it is collected.
            close = getattr(self._source, "aclose", None)
            if close is not None:
                await close()
        if not started:
            await self._start(send)
        await self._send(send, b"", more=False)

    async def _start(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})

    async def _send(self, send: Send, chunk: bytes, *, more: bool) -> None:
        try:
            async with asyncio.timeout(self._send_timeout):
                await send({"type": "http.response.body", "body": chunk, "more_body": more})
        except TimeoutError:
            self._too_slow = True
