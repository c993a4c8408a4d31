"""A way to the database that can be slow, stand still, or be cut."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

from pymongo.uri_parser import parse_uri


class BadLink:
    def __init__(self, uri: str) -> None:
        self._target = parse_uri(uri)["nodelist"][0]
        self._writers: set[asyncio.StreamWriter] = set()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self.delay = 0.0
        self._held_since: float | None = None

    def stall(self) -> None:
        self._flowing.clear()

    def flow(self) -> None:
        self._flowing.set()
        self._held_since = None

    def holds(self, seconds: float) -> bool:
        """Whether something has been kept waiting for so long."""
        return self._held_since is not None and time.monotonic() - self._held_since >= seconds

    def cut(self) -> None:
        """All connections at once; new ones can be made."""
        for writer in list(self._writers):
            writer.transport.abort()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            far_reader, far_writer = await asyncio.open_connection(*self._target)
            self._writers |= {writer, far_writer}
            try:
                await asyncio.gather(self._copy(reader, far_writer), self._copy(far_reader, writer))
            finally:
                self._writers -= {writer, far_writer}

    async def _copy(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while chunk := await source.read(65_536):
                if not self._flowing.is_set():
                    self._held_since = self._held_since or time.monotonic()
                await self._flowing.wait()
                await asyncio.sleep(self.delay)
                sink.write(chunk)
        finally:
            sink.close()


@contextlib.asynccontextmanager
async def bad_link(uri: str) -> AsyncIterator[tuple[BadLink, str]]:
    """The link, and the address that leads over it."""
    link, tasks = BadLink(uri), set()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        tasks.add(task)
        with contextlib.suppress(asyncio.CancelledError):
            await link.carry(reader, writer)

    server = await asyncio.start_server(carry, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield link, f"mongodb://127.0.0.1:{port}/?directConnection=true&retryWrites=false"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
