from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from pydantic import SecretStr
from pymongo import IndexModel

from psasync.kit.clock import RealClock
from psasync.kit.mongo import Collection, Database, DuplicateKeyError, Index, IndexLoop, apply_indexes, connect
from psasync.kit.settings import CommonSettings

BY_STATE = Index((("state", 1), ("at", -1)))
ONE_RUNNING = Index((("sync", 1),), unique=True, partial={"state": "running"}, name="one_running")
EXPIRY = Index((("gone_at", 1),), expire_after_seconds=0, name="expiry")


async def test_creates_what_is_missing(database: Database, things: Collection) -> None:
    await apply_indexes(database, {"things": [BY_STATE, ONE_RUNNING, EXPIRY]})
    indexes = await things.indexes()
    assert set(indexes) == {"_id_", "state_1_at_-1", "one_running", "expiry"}
    assert indexes["one_running"]["unique"] is True
    assert indexes["expiry"]["expireAfterSeconds"] == 0


async def test_partial_unique_index_refuses_only_what_it_covers(database: Database, things: Collection) -> None:
    await apply_indexes(database, {"things": [ONE_RUNNING]})
    await things.insert_many([{"_id": 1, "sync": "s", "state": "running"}, {"_id": 2, "sync": "s", "state": "done"}])
    with pytest.raises(DuplicateKeyError):
        await things.insert_one({"_id": 3, "sync": "s", "state": "running"})


async def test_again_changes_nothing(database: Database, things: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    definitions = {"things": [BY_STATE, ONE_RUNNING, EXPIRY]}
    await apply_indexes(database, definitions)
    before = await things.indexes()

    async def forbidden(*_args: object, **_options: object) -> None:
        raise AssertionError("an index was touched")

    for method in ("create_indexes", "drop_index", "change_expiry"):
        monkeypatch.setattr(Collection, method, forbidden)
    await apply_indexes(database, definitions)
    assert await things.indexes() == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (Index((("a", 1),), name="x"), Index((("a", -1),), name="x")),
        (Index((("a", 1),), name="x"), Index((("a", 1),), name="x", unique=True)),
        (Index((("a", 1),), name="x", unique=True), Index((("a", 1),), name="x")),
        (Index((("a", 1),), name="x"), Index((("a", 1),), name="x", partial={"b": True})),
        (Index((("a", 1),), name="x"), Index((("a", 1),), name="y")),
        (Index((("a", 1),), name="x"), Index((("a", 1),), name="x", expire_after_seconds=60)),
        (Index((("a", 1),), name="x", expire_after_seconds=60), Index((("a", 1),), name="x", expire_after_seconds=90)),
        (Index((("a", 1),), name="x", expire_after_seconds=60), Index((("a", 1),), name="x", expire_after_seconds=0)),
        (Index((("a", 1),), name="x", expire_after_seconds=60), Index((("a", 1),), name="x")),
    ],
    ids=["keys", "unique", "not-unique", "partial", "name", "expires", "expiry", "expiry-zero", "never-expires"],
)
async def test_a_changed_definition_is_brought_into_force(
    database: Database, things: Collection, old: Index, new: Index
) -> None:
    await apply_indexes(database, {"things": [old]})
    await apply_indexes(database, {"things": [new]})
    indexes = await things.indexes()
    assert set(indexes) == {"_id_", new.full_name}
    found = indexes[new.full_name]
    assert found["key"] == list(new.keys)
    assert bool(found.get("unique")) is new.unique
    assert found.get("expireAfterSeconds") == new.expire_after_seconds
    assert found.get("partialFilterExpression") == new.partial


async def test_an_index_of_nobody_is_left_alone(database: Database, things: Collection) -> None:
    await things.create_indexes([IndexModel([("by_hand", 1)], name="by_hand")])
    await apply_indexes(database, {"things": [BY_STATE]})
    assert "by_hand" in await things.indexes()


async def test_replicas_may_apply_at_the_same_time(database: Database, things: Collection) -> None:
    definitions = {"things": [BY_STATE, ONE_RUNNING, EXPIRY]}
    await asyncio.gather(*(apply_indexes(database, definitions) for _ in range(4)))
    assert len(await things.indexes()) == 4


async def test_loop_says_what_is_missing_until_the_server_is_there(
    mongo_settings: CommonSettings, free_port: Callable[[], int]
) -> None:
    uri = SecretStr(f"mongodb://127.0.0.1:{free_port()}/?directConnection=true")
    away = await connect(mongo_settings.model_copy(update={"mongo_uri": uri, "mongo_timeout_seconds": 0.2}), "kit")
    loop = IndexLoop(away, {"things": [BY_STATE]}, RealClock())
    assert loop.state != "ok"
    task = asyncio.create_task(loop.run())
    async with asyncio.timeout(5):
        while not loop.state.startswith("not applied:"):
            await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await away.close()


async def test_loop_ends_once_the_indexes_stand(database: Database, things: Collection) -> None:
    loop = IndexLoop(database, {"things": [BY_STATE]}, RealClock())
    await loop.run()
    assert loop.state == "ok"
    assert BY_STATE.full_name in await things.indexes()
