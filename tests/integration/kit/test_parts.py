"""The order in which a service's parts start and stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from psasync.kit.loops import Loops
from psasync.kit.mongo import Database, Index, connect
from psasync.kit.service import Parts
from psasync.kit.settings import CommonSettings

INDEXES = {"things": [Index((("a", 1),), unique=True)]}


class Recorded:
    """Stands for the Kafka runtime and for what is closed: writes down when it was told what."""

    def __init__(self, diary: list[str], *, fails: bool = False) -> None:
        self.diary = diary
        self.fails = fails

    async def start(self) -> None:
        self.diary.append("kafka started")

    async def stop(self, grace: float) -> None:
        self.diary.append("kafka stopped")
        if self.fails:
            raise ValueError("stuck")

    async def aclose(self) -> None:
        self.diary.append("closed")

    def ready(self) -> tuple[bool, str]:
        started = "kafka started" in self.diary
        return started, "ok" if started else "connecting"


@pytest.fixture
def diary() -> list[str]:
    return []


@pytest.fixture
def loops(diary: list[str]) -> Loops:
    async def run() -> None:
        diary.append("loop started")
        try:
            await asyncio.Event().wait()
        finally:
            diary.append("loop stopped")

    made = Loops()
    made.add("one", run)
    return made


@pytest.fixture
async def database(settings: CommonSettings, mongo_uri: str, database_prefix: str) -> AsyncIterator[Database]:
    update = {"mongo_uri": SecretStr(mongo_uri), "mongo_database_prefix": database_prefix}
    opened = await connect(settings.model_copy(update=update), "kit")
    yield opened
    await opened.close()


@pytest.fixture
async def away(settings: CommonSettings, free_port: Callable[[], int]) -> Database:
    uri = SecretStr(f"mongodb://127.0.0.1:{free_port()}/?directConnection=true")
    return await connect(settings.model_copy(update={"mongo_uri": uri, "mongo_timeout_seconds": 0.2}), "kit")


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_starts_and_stops_in_order(diary: list[str], loops: Loops, database: Database) -> None:
    kafka = Recorded(diary)
    parts = Parts(loops=loops, kafka=kafka, database=database, indexes=INDEXES, closing=[Recorded(diary)])
    async with parts.lifespan(FastAPI()):
        await until(lambda: "loop started" in diary)
        assert "a_1" in await database.collection("things").indexes()
        assert set((await parts.ready()).values()) == {"ok"}
    assert diary == ["kafka started", "loop started", "loop stopped", "kafka stopped", "closed"]


async def test_nothing_consumes_before_the_indexes_stand(diary: list[str], loops: Loops, away: Database) -> None:
    parts = Parts(loops=loops, kafka=Recorded(diary), database=away, indexes=INDEXES)
    async with parts.lifespan(FastAPI()):
        await asyncio.sleep(0.5)
        checks = await parts.ready()
        assert checks["kafka"] == "connecting"
        assert checks["mongodb"].startswith("does not answer")
        assert diary == []


async def test_kafka_first_does_not_wait(diary: list[str], loops: Loops, away: Database) -> None:
    parts = Parts(loops=loops, kafka=Recorded(diary), database=away, indexes=INDEXES, kafka_first=True)
    async with parts.lifespan(FastAPI()):
        await until(lambda: diary == ["kafka started"])


async def test_a_part_that_fails_to_stop_keeps_no_other_from_it(diary: list[str], loops: Loops) -> None:
    parts = Parts(loops=loops, kafka=Recorded(diary, fails=True), closing=[Recorded(diary)])
    async with parts.lifespan(FastAPI()):
        await until(lambda: "loop started" in diary)
    assert diary[-3:] == ["loop stopped", "kafka stopped", "closed"]


async def test_a_start_that_fails_is_said_by_readiness(diary: list[str], loops: Loops) -> None:
    class Broken(Recorded):
        async def start(self) -> None:
            raise ValueError("no such topic")

    parts = Parts(loops=loops, kafka=Broken(diary))
    async with parts.lifespan(FastAPI()):
        await asyncio.sleep(0.05)
        assert "no such topic" in (await parts.ready())["start"]
