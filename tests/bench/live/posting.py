"""HTTP requests, sent at little cost: what measures must not be what is measured."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

HOST = "127.0.0.1"
ANSWER_SECONDS = 30


@dataclass(frozen=True)
class Post:
    path: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        lines = [f"POST {self.path} HTTP/1.1", f"Host: {HOST}", f"Content-Length: {len(self.body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join((*lines, "", "")).encode() + self.body


@dataclass(frozen=True)
class Posted:
    status: int
    sent_at: int  # monotonic nanoseconds
    seconds: float  # from when it was due to its answer


class Poster:
    """A number of connections that stay open; each carries one request at a time."""

    def __init__(self) -> None:
        self._free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()

    @classmethod
    @contextlib.asynccontextmanager
    async def connected(cls, port: int, connections: int) -> AsyncIterator[Self]:
        poster = cls()
        opened = [await asyncio.open_connection(HOST, port) for _ in range(connections)]
        for each in opened:
            poster._free.put_nowait(each)
        try:
            yield poster
        finally:
            for _, writer in opened:
                writer.close()

    async def send(self, request: bytes, due: float | None = None) -> Posted:
        """`due`, in monotonic seconds: waiting for a connection counts as waiting for the answer."""
        reader, writer = await self._free.get()
        try:
            sent_at = time.monotonic_ns()
            writer.write(request)
            async with asyncio.timeout(ANSWER_SECONDS):
                status = await _answer(reader)
            return Posted(status, sent_at, time.monotonic() - (due or sent_at / 1e9))
        finally:
            self._free.put_nowait((reader, writer))

    async def all(self, requests: Sequence[bytes]) -> list[Posted]:
        """As fast as they are answered."""
        return await asyncio.gather(*(self.send(request) for request in requests))

    async def paced(self, requests: Sequence[bytes], per_second: float) -> list[Posted]:
        """Each at its time, whatever has become of the one before."""
        began = time.monotonic()
        tasks = []
        for number, request in enumerate(requests):
            due = began + number / per_second
            if (wait := due - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            tasks.append(asyncio.create_task(self.send(request, due)))
        return await asyncio.gather(*tasks)


def statuses(posted: Sequence[Posted]) -> Counter[int]:
    return Counter(each.status for each in posted)


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    await reader.readexactly(length)
    return int(head[9:12])
