from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest
from pydantic import SecretStr
from pymongo.uri_parser import parse_uri

from psasync.kit.mongo import Collection, Database, MongoError, connect
from psasync.kit.settings import CommonSettings


@pytest.fixture
async def silent_port() -> AsyncIterator[int]:
    """A server that takes connections and never says a word."""
    release = asyncio.Event()

    async def hold(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await release.wait()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    release.set()
    server.close()
    await server.wait_closed()


class Link:
    """A connection to the real server that can be made to carry nothing any more, without being closed."""

    def __init__(self, uri: str) -> None:
        self._target = parse_uri(uri)["nodelist"][0]
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._tasks: set[asyncio.Task[None]] = set()

    def stall(self) -> None:
        self._flowing.clear()

    async def open(self) -> int:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        for source, sink in ((reader, far_writer), (far_reader, writer)):
            self._tasks.add(asyncio.create_task(self._copy(source, sink)))

    async def _copy(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while chunk := await source.read(65_536):
                await self._flowing.wait()
                sink.write(chunk)
        finally:
            sink.close()


@pytest.fixture
async def link(mongo_uri: str) -> AsyncIterator[Link]:
    made = Link(mongo_uri)
    yield made
    await made.close()


async def _elsewhere(settings: CommonSettings, port: int) -> Database:
    uri = SecretStr(f"mongodb://127.0.0.1:{port}/?directConnection=true")
    return await connect(settings.model_copy(update={"mongo_uri": uri, "mongo_timeout_seconds": 0.7}), "kit")


async def test_name_is_prefix_and_service(database: Database, database_prefix: str) -> None:
    assert database.name == f"{database_prefix}_kit"
    await database.ping()


async def test_writes_wait_for_a_majority_and_the_journal_unless_weak(things: Collection, database: Database) -> None:
    assert things._driver.write_concern.document == {"w": "majority", "j": True}
    assert database.collection("x", weak=True)._driver.write_concern.document == {"w": 1, "j": False}


async def test_nobody_there_is_an_error_within_the_limit(
    mongo_settings: CommonSettings, free_port: Callable[[], int]
) -> None:
    database = await _elsewhere(mongo_settings, free_port())
    started = time.monotonic()
    with pytest.raises(MongoError) as failed:
        await database.collection("x").find_one({})
    assert time.monotonic() - started < 5
    assert failed.value.timeout
    await database.close()


async def test_a_silent_server_is_an_error_within_the_limit(mongo_settings: CommonSettings, silent_port: int) -> None:
    database = await _elsewhere(mongo_settings, silent_port)
    started = time.monotonic()
    with pytest.raises(MongoError):
        await database.collection("x").insert_one({"_id": 1})
    assert time.monotonic() - started < 5
    await database.close()


async def test_a_server_that_falls_silent_is_an_error_within_the_limit(
    mongo_settings: CommonSettings, link: Link
) -> None:
    database = await _elsewhere(mongo_settings, await link.open())
    things = database.collection("x")
    await things.insert_one({"_id": 1})
    link.stall()
    started = time.monotonic()
    for operation in (things.find_one({}), things.update_one({"_id": 1}, {"$set": {"a": 1}}), things.count({})):
        with pytest.raises(MongoError) as failed:
            await operation
        assert failed.value.timeout
    assert time.monotonic() - started < 6
    await database.close()


async def test_ping_has_its_own_shorter_limit(mongo_settings: CommonSettings, silent_port: int) -> None:
    uri = SecretStr(f"mongodb://127.0.0.1:{silent_port}/?directConnection=true")
    settings = mongo_settings.model_copy(update={"mongo_uri": uri, "mongo_timeout_seconds": 60})
    database = await connect(settings, "kit")
    started = time.monotonic()
    with pytest.raises(MongoError):
        await database.ping(0.5)
    assert time.monotonic() - started < 5
    await database.close()
