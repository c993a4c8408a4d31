"""From the source of events to the socket."""

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.types import Send

from psasync.kit.http.sse.event import ServerEvent, heartbeat_comment

_BUFFERED_EVENTS = 256
_CHUNK_BYTES = 65_536


class Pump:
    """Moves events from the source to the client, joining what is ready into one chunk per wake-up."""

    def __init__(
        self,
        source: AsyncIterator[ServerEvent | bytes],
        heartbeat: float,
        send_timeout: float,
        heartbeat_id: Callable[[], str | None],
    ) -> None:
        self._source = source
        self._heartbeat = heartbeat
        self._send_timeout = send_timeout
        self._heartbeat_id = heartbeat_id
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(_BUFFERED_EVENTS)
        self.too_slow = False

    async def read(self) -> None:
        try:
            async for event in self._source:
                await self._queue.put(event if isinstance(event, bytes) else event.encode())
        finally:
            # A generator left half-way would otherwise keep its subscription until it is collected.
            close = getattr(self._source, "aclose", None)
            if close is not None:
                await close()
        await self._queue.put(None)

    async def write(self, send: Send) -> None:
        """Returns at the end of the source, or with `too_slow` set."""
        ended = False
        while not ended:
            chunk, ended = await self._next_chunk()
            if not chunk:
                continue
            try:
                async with asyncio.timeout(self._send_timeout):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            except TimeoutError:
                self.too_slow = True
                return

    async def _next_chunk(self) -> tuple[bytes, bool]:
        try:
            async with asyncio.timeout(self._heartbeat):
                event = await self._queue.get()
        except TimeoutError:
            return heartbeat_comment(self._heartbeat_id()), False
        parts, size = [], 0
        while event is not None:
            parts.append(event)
            size += len(event)
            if size >= _CHUNK_BYTES or self._queue.empty():
                return b"".join(parts), False
            event = self._queue.get_nowait()
        return b"".join(parts), True
