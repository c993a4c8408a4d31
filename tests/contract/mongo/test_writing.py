from __future__ import annotations

import asyncio

import pytest
from pymongo import IndexModel

from psasync.kit.mongo import (
    BulkResult,
    BulkWriteError,
    Collection,
    Database,
    DeleteOne,
    DuplicateKeyError,
    InsertOne,
    ReplaceOne,
    UpdateOne,
    duplicate_index,
    duplicate_indexes,
    only_duplicates,
)


class TestSingleWrites:
    async def test_insert_of_a_known_id_is_a_duplicate(self, things: Collection) -> None:
        await things.insert_one({"_id": 1})
        with pytest.raises(DuplicateKeyError) as refused:
            await things.insert_one({"_id": 1})
        assert duplicate_index(refused.value) == "_id_"

    async def test_duplicate_names_the_index(self, things: Collection) -> None:
        await things.create_indexes([IndexModel([("name", 1)], name="one_name", unique=True)])
        await things.insert_one({"_id": 1, "name": "a"})
        with pytest.raises(DuplicateKeyError) as refused:
            await things.insert_one({"_id": 2, "name": "a"})
        assert duplicate_index(refused.value) == "one_name"

    async def test_update_says_what_it_did(self, things: Collection) -> None:
        missed = await things.update_one({"_id": 1}, {"$set": {"a": 1}})
        assert (missed.matched, missed.modified, missed.upserted_id, missed.applied) == (0, 0, None, False)
        upserted = await things.update_one({"_id": 1}, {"$set": {"a": 1}}, upsert=True)
        assert (upserted.matched, upserted.upserted_id, upserted.applied) == (0, 1, True)
        same = await things.update_one({"_id": 1}, {"$set": {"a": 1}})
        assert (same.matched, same.modified, same.applied) == (1, 0, True)

    async def test_update_by_pipeline(self, things: Collection) -> None:
        await things.insert_one({"_id": 1, "a": 2})
        await things.update_one({"_id": 1}, [{"$set": {"b": {"$add": ["$a", 1]}}}])
        assert await things.find_one({"_id": 1}) == {"_id": 1, "a": 2, "b": 3}

    async def test_update_many_and_deletes(self, things: Collection) -> None:
        await things.insert_many([{"_id": n} for n in range(4)])
        assert (await things.update_many({"_id": {"$gt": 1}}, {"$set": {"x": 1}})).modified == 2
        assert await things.delete_one({"x": 1}) == 1
        assert await things.delete_many({}) == 3
        assert await things.delete_one({}) == 0

    async def test_replace(self, things: Collection) -> None:
        assert (await things.replace_one({"_id": 1}, {"a": 1}, upsert=True)).upserted_id == 1
        assert (await things.replace_one({"_id": 1}, {"b": 1})).matched == 1
        assert await things.find_one({"_id": 1}) == {"_id": 1, "b": 1}


class TestFindOneAndUpdate:
    async def test_before_after_and_none(self, things: Collection) -> None:
        await things.insert_one({"_id": 1, "n": 1})
        assert await things.find_one_and_update({"_id": 1}, {"$inc": {"n": 1}}) == {"_id": 1, "n": 2}
        assert await things.find_one_and_update({"_id": 1}, {"$inc": {"n": 1}}, after=False) == {"_id": 1, "n": 2}
        assert await things.find_one_and_update({"_id": 2}, {"$inc": {"n": 1}}) is None
        assert await things.find_one_and_update({"_id": 2}, {"$inc": {"n": 1}}, upsert=True) == {"_id": 2, "n": 1}

    async def test_takes_the_first_of_the_sort(self, things: Collection) -> None:
        await things.insert_many([{"_id": n, "rank": -n} for n in range(3)])
        taken = await things.find_one_and_update({}, {"$set": {"t": 1}}, sort=[("rank", 1)], projection={"_id": 1})
        assert taken == {"_id": 2}

    async def test_concurrent_claims_take_each_document_once(self, things: Collection) -> None:
        await things.insert_many([{"_id": n, "free": True} for n in range(10)])
        claims = [things.find_one_and_update({"free": True}, {"$set": {"free": False}}) for _ in range(14)]
        taken = [claim["_id"] for claim in await asyncio.gather(*claims) if claim]
        assert sorted(taken) == list(range(10))


class TestBulk:
    async def test_counts(self, things: Collection) -> None:
        result = await things.bulk_write(
            [
                InsertOne({"_id": 1}),
                UpdateOne({"_id": 2}, {"$set": {"a": 1}}, upsert=True),
                ReplaceOne({"_id": 3}, {"b": 1}, upsert=True),
            ]
        )
        assert result == BulkResult(inserted=1, matched=0, modified=0, deleted=0, upserted=2)
        result = await things.bulk_write(
            [UpdateOne({"_id": 2}, {"$set": {"a": 2}}), DeleteOne({"_id": 3})], ordered=True
        )
        assert result == BulkResult(inserted=0, matched=1, modified=1, deleted=1, upserted=0)

    async def test_nothing_to_do_is_no_call(self, things: Collection) -> None:
        assert await things.bulk_write([]) == BulkResult(0, 0, 0, 0, 0)

    async def test_duplicates_are_told_apart_and_do_not_stop_the_others(self, things: Collection) -> None:
        await things.create_indexes([IndexModel([("name", 1)], name="one_name", unique=True)])
        await things.insert_one({"_id": 1, "name": "a"})
        with pytest.raises(BulkWriteError) as refused:
            await things.bulk_write([InsertOne({"_id": 1}), InsertOne({"_id": 2, "name": "a"}), InsertOne({"_id": 3})])
        assert only_duplicates(refused.value)
        assert duplicate_indexes(refused.value) == {0: "_id_", 1: "one_name"}
        assert await things.find_one({"_id": 3}) is not None

    async def test_another_mistake_is_not_only_duplicates(self, things: Collection) -> None:
        await things.insert_one({"_id": 1, "a": "text"})
        with pytest.raises(BulkWriteError) as refused:
            await things.bulk_write([InsertOne({"_id": 1}), UpdateOne({"_id": 1}, {"$inc": {"a": 1}})])
        assert not only_duplicates(refused.value)
        assert duplicate_indexes(refused.value) == {0: "_id_"}

    async def test_insert_many_keeps_what_is_new(self, things: Collection) -> None:
        await things.insert_one({"_id": 1})
        with pytest.raises(BulkWriteError) as refused:
            await things.insert_many([{"_id": 1}, {"_id": 2}])
        assert only_duplicates(refused.value)
        assert await things.count({}) == 2


async def test_a_weak_collection_writes_the_same_documents(database: Database, things: Collection) -> None:
    await database.collection("things", weak=True).insert_one({"_id": 1})
    assert await things.find_one({"_id": 1}) == {"_id": 1}
