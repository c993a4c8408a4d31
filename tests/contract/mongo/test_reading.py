from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pymongo import IndexModel

from psasync.kit.mongo import Collection


@pytest.fixture
async def numbers(things: Collection) -> Collection:
    await things.insert_many([{"_id": n, "n": n, "parity": n % 2} for n in range(25)])
    return things


class TestFindOne:
    async def test_gives_the_document_or_none(self, numbers: Collection) -> None:
        assert await numbers.find_one({"_id": 3}) == {"_id": 3, "n": 3, "parity": 1}
        assert await numbers.find_one({"_id": 99}) is None

    async def test_sorts_and_projects(self, numbers: Collection) -> None:
        assert await numbers.find_one({"parity": 0}, {"n": 1, "_id": 0}, [("n", -1)]) == {"n": 24}

    async def test_datetimes_come_back_aware_and_in_utc(self, things: Collection) -> None:
        berlin = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=1)))
        await things.insert_one({"_id": 1, "at": berlin})
        found = await things.find_one({"_id": 1})
        assert found is not None
        assert found["at"] == datetime(2026, 3, 1, 11, tzinfo=UTC)
        assert found["at"].tzinfo is not None


class TestFind:
    async def test_iterates_over_several_batches(self, numbers: Collection) -> None:
        seen = [document["n"] async for document in numbers.find({}, sort=[("n", 1)], batch_size=4)]
        assert seen == list(range(25))

    async def test_can_be_left_early(self, numbers: Collection) -> None:
        async for document in numbers.find({}, sort=[("n", 1)], batch_size=2):
            if document["n"] == 3:
                break
        assert await numbers.count({}) == 25

    async def test_limit(self, numbers: Collection) -> None:
        assert [d["n"] async for d in numbers.find({}, sort=[("n", -1)], limit=2)] == [24, 23]

    async def test_list_has_at_most_limit(self, numbers: Collection) -> None:
        assert [d["n"] for d in await numbers.find_list({"n": {"$gte": 20}}, sort=[("n", 1)], limit=3)] == [20, 21, 22]
        assert await numbers.find_list({"n": 99}, limit=3) == []

    async def test_list_without_limit_is_refused(self, numbers: Collection) -> None:
        with pytest.raises(ValueError, match="limit"):
            await numbers.find_list({}, limit=0)

    async def test_hint_is_used(self, numbers: Collection) -> None:
        await numbers.create_indexes([IndexModel([("n", 1)], name="by_n")])
        assert [d["n"] async for d in numbers.find({"n": {"$lt": 2}}, hint="by_n")] == [0, 1]


async def test_aggregate(numbers: Collection) -> None:
    pipeline = [{"$group": {"_id": "$parity", "sum": {"$sum": "$n"}}}, {"$sort": {"_id": 1}}]
    assert [d async for d in numbers.aggregate(pipeline)] == [{"_id": 0, "sum": 156}, {"_id": 1, "sum": 144}]


async def test_count_with_and_without_limit(numbers: Collection) -> None:
    assert await numbers.count({"parity": 1}) == 12
    assert await numbers.count({}, limit=5) == 5


async def test_explain_tells_an_index_from_a_scan(numbers: Collection) -> None:
    await numbers.create_indexes([IndexModel([("n", 1)], name="by_n")])
    assert "by_n" in str(await numbers.explain({"n": {"$gt": 3}}, [("n", 1)]))
    assert "COLLSCAN" in str(await numbers.explain({"parity": 1}))
