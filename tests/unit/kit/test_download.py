from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest

from psasync.kit.http.download import Download
from psasync.kit.http.problems import unavailable
from psasync.kit.http.transport import TRANSPORT


class Client:
    """The other side of one download."""

    def __init__(self, *, takes: int = 1_000, leaves: bool = False, allowed: Any = True) -> None:
        self.sent: list[dict[str, Any]] = []
        self.cut = False
        self.source_closed = False
        self.stopping = asyncio.Event()
        self._takes = takes
        self._leaves = leaves
        self._allowed = allowed

    async def receive(self) -> dict[str, Any]:
        if not self._leaves:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        if len(self.sent) >= self._takes:
            await asyncio.Event().wait()
        self.sent.append(message)

    def abort(self) -> None:
        self.cut = True

    async def still_allowed(self) -> bool:
        if isinstance(self._allowed, Exception):
            raise self._allowed
        return self._allowed

    async def source(self, chunks: int, error: Exception | None = None) -> AsyncIterator[bytes]:
        try:
            for number in range(chunks):
                yield f"{number}\n".encode()
                await asyncio.sleep(0.001)
            if error is not None:
                raise error
        finally:
            self.source_closed = True

    async def take(self, source: AsyncIterator[bytes]) -> None:
        request: Any = SimpleNamespace(app=SimpleNamespace(state=SimpleNamespace(stopping=self.stopping)))
        download = Download(
            request,
            source,
            media_type="text/csv",
            filename="a.csv",
            still_allowed=self.still_allowed,
            send_timeout=0.1,
            recheck=0.05,
        )
        async with asyncio.timeout(10):
            await download({"extensions": {TRANSPORT: self}}, self.receive, self.send)

    @property
    def complete(self) -> bool:
        return bool(self.sent) and self.sent[-1].get("more_body") is False and not self.cut


async def test_all_of_it_arrives_in_order() -> None:
    client = Client()
    await client.take(client.source(5))
    assert b"".join(message.get("body", b"") for message in client.sent) == b"0\n1\n2\n3\n4\n"
    assert client.complete
    assert client.source_closed


async def test_an_empty_file_is_a_file() -> None:
    client = Client()
    await client.take(client.source(0))
    assert client.sent[0]["status"] == 200
    assert client.complete


@pytest.mark.parametrize("chunks", [0, 3])
async def test_an_error_of_the_source_is_never_an_end(chunks: int) -> None:
    client = Client()
    with pytest.raises(RuntimeError, match="gone"):
        await client.take(client.source(chunks, RuntimeError("gone")))
    assert bool(client.sent) is (chunks > 0)  # before the first byte it can still be answered properly
    assert not client.complete


@pytest.mark.parametrize(
    "client", [{"takes": 3}, {"allowed": False}, {"allowed": unavailable("nobody knows")}], ids=str
)
async def test_what_ends_it_early_cuts_it(client: dict[str, Any]) -> None:
    slow = Client(**client)
    await slow.take(slow.source(100_000))
    assert slow.cut
    assert not slow.complete
    assert slow.source_closed


async def test_a_server_that_stops_cuts_it() -> None:
    client = Client()
    client.stopping.set()
    await client.take(client.source(100_000))
    assert client.cut
    assert client.source_closed


async def test_a_client_that_leaves_ends_it() -> None:
    client = Client(leaves=True)
    await client.take(client.source(100_000))
    assert client.source_closed
    assert not client.complete
