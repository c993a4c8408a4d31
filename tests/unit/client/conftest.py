"""Both flavours of the client, so that each rule is tested once and holds for both."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from itertools import islice
from typing import Any

import pytest
import pytest_asyncio

from psasync_client import Addresses, AsyncClient, Client, Retries
from tests.support.tiny_http import Asked, Said, TinyServer, tiny_server

KEY = "psk_0000000000_secret"
IMPATIENT = Retries(first_pause=0.001, longest_pause=0.002, within=5)


class Blocking:
    """`Client`, in a thread: the test's own loop has to go on answering."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def call(self, ask: Callable[[Any], Any]) -> Any:
        return await asyncio.to_thread(ask, self.client)

    async def take(self, ask: Callable[[Any], Iterable[Any]], most: int | None = None) -> list[Any]:
        """What it iterates over: all, or the first few."""
        return await asyncio.to_thread(lambda: list(islice(ask(self.client), most)))

    async def begin(self, ask: Callable[[Any], Any]) -> None:
        """Asks, whatever it answers with: of what is iterated over, for the first."""

        def begin() -> None:
            answer = ask(self.client)
            if isinstance(answer, Iterable):
                next(iter(answer))

        await asyncio.to_thread(begin)


class Awaiting:
    """`AsyncClient`."""

    def __init__(self, client: AsyncClient) -> None:
        self.client = client

    async def call(self, ask: Callable[[Any], Any]) -> Any:
        answer = ask(self.client)
        return await answer if inspect.isawaitable(answer) else answer

    async def take(self, ask: Callable[[Any], AsyncIterator[Any]], most: int | None = None) -> list[Any]:
        found: list[Any] = []
        if most == 0:
            return found
        async for each in ask(self.client):
            found.append(each)
            if len(found) == most:
                break
        return found

    async def begin(self, ask: Callable[[Any], Any]) -> None:
        """Asks, whatever it answers with: of what is iterated over, for the first."""
        answer = ask(self.client)
        if isinstance(answer, AsyncIterable):
            await anext(aiter(answer))
        else:
            await answer


Flavour = Blocking | Awaiting


@pytest_asyncio.fixture
async def server() -> AsyncIterator[TinyServer]:
    async with tiny_server(lambda _: Said({})) as tiny:
        yield tiny


@pytest_asyncio.fixture(params=["sync", "async"])
async def client(request: pytest.FixtureRequest, server: TinyServer) -> AsyncIterator[Flavour]:
    addresses = Addresses.behind(server.url)
    if request.param == "sync":
        with Client(KEY, addresses, timeout=5, retries=IMPATIENT) as blocking:
            yield Blocking(blocking)
    else:
        async with AsyncClient(KEY, addresses, timeout=5, retries=IMPATIENT) as awaiting:
            yield Awaiting(awaiting)


@pytest.fixture
def script(server: TinyServer) -> Callable[..., None]:
    """`script(first, second, ...)`: the answers in order; the last one for everything after."""

    def play(*answers: Said) -> None:
        left = list(answers)

        def answer(_: Asked) -> Said:
            return left.pop(0) if len(left) > 1 else left[0]

        server.answer = answer

    return play
