"""A connection to a server that can be slow, stand still, or be cut."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

CHUNK = 65_536


class Link:
    """Passes bytes on between a port of its own and the server; `async with` opens and closes it."""

    def __init__(self, uri: str) -> None:
        self._target = urlsplit(uri)
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._pairs: set[asyncio.Task[None]] = set()
        self._held_since: float | None = None
        self.delay = 0.0  # seconds that each chunk takes

    @property
    def uri(self) -> str:
        """The server's address, by way of this link."""
        port = self._server.sockets[0].getsockname()[1]
        return self._target._replace(netloc=f"{self._target.hostname}:{port}").geturl()

    def stall(self) -> None:
        """Nothing passes any more, and nobody is told."""
        self._flowing.clear()

    def flow(self) -> None:
        self._flowing.set()
        self._held_since = None

    def holds(self, seconds: float) -> bool:
        """Whether something has been kept waiting for so long."""
        return self._held_since is not None and time.monotonic() - self._held_since >= seconds

    def cut(self) -> None:
        """Every connection ends; new ones can be made."""
        for pair in list(self._pairs):
            pair.cancel()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accepted, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._server.close()
        self.cut()
        await asyncio.gather(*self._pairs, return_exceptions=True)

    async def _accepted(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        pair = asyncio.current_task()
        assert pair is not None
        self._pairs.add(pair)
        there: asyncio.StreamWriter | None = None
        try:
            far, there = await asyncio.open_connection(self._target.hostname, self._target.port)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass(near, there))
                both.create_task(self._pass(far, back))
        except* (OSError, asyncio.CancelledError):
            pass
        finally:
            self._pairs.discard(pair)
            for writer in (back, there):
                if writer is not None:
                    writer.transport.abort()

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await source.read(CHUNK):
                if not self._flowing.is_set():
                    self._held_since = self._held_since or time.monotonic()
                await self._flowing.wait()
                await asyncio.sleep(self.delay)
                sink.write(data)
                await sink.drain()
        sink.close()
