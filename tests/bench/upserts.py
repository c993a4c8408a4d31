"""The same server's bulk upsert, of the very documents that a first import left, with their indexes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from psasync.kit.ids import new_id
from psasync.kit.mongo import Database, Document, UpdateOne, apply_indexes, connect
from psasync.kit.settings import CommonSettings
from psasync_executor.store.indexes import INDEXES
from psasync_results.store.indexes import indexes
from tests.bench.figures import Figure, repeated

WRITTEN = (("executor", "records"), ("executor", "ledger"), ("results", "record_results"))
"""What a created record leaves: service and collection. Pages, buckets and the execution itself are not counted."""
MOST = 10_000  # documents of each collection
BULK = 1000
_MONTH = timedelta(days=30)
_INDEXES = {
    **{name: list(INDEXES[name]) for name in ("records", "ledger")},
    "record_results": indexes(executions_kept=_MONTH, records_kept=_MONTH, logs_kept=_MONTH)["record_results"],
}


@dataclass(frozen=True)
class Written:
    """The documents of one sync."""

    count: int
    documents: dict[str, list[Document]]  # by collection, at most MOST of each


async def written(settings: CommonSettings, sync: str) -> Written:
    count, documents = 0, {}
    for service, name in WRITTEN:
        database = await connect(settings, service)
        try:
            collection = database.collection(name)
            count += await collection.count({"sync": sync})
            documents[name] = await collection.find_list({"sync": sync}, limit=MOST)
        finally:
            await database.close()
    return Written(count, documents)


async def measure(settings: CommonSettings, runs: int, documents: dict[str, list[Document]]) -> list[Figure]:
    """One collection after another, and all at once."""

    async def in_turn(database: Database) -> None:
        for name, of_collection in documents.items():
            await _upsert(database, name, of_collection)

    async def at_once(database: Database) -> None:
        await asyncio.gather(*(_upsert(database, name, some) for name, some in documents.items()))

    total = sum(map(len, documents.values()))
    return [
        await repeated(f"bulk upsert, {how}", runs, lambda write=write: _timed(settings, write, total), "documents")
        for how, write in (("one writer", in_turn), (f"{len(documents)} writers at once", at_once))
    ]


async def _timed(settings: CommonSettings, write, total: int) -> float:
    database = await connect(settings, f"bench_{new_id()[-12:]}")
    try:
        await apply_indexes(database, _INDEXES)
        started = time.perf_counter()
        await write(database)
        return total / (time.perf_counter() - started)
    finally:
        await database.drop()
        await database.close()


async def _upsert(database: Database, name: str, documents: Sequence[Document]) -> None:
    collection = database.collection(name)
    for first in range(0, len(documents), BULK):
        await collection.bulk_write(list(map(_operation, documents[first : first + BULK])), ordered=False)


def _operation(document: Document) -> UpdateOne:
    content = {name: value for name, value in document.items() if name != "_id"}
    return UpdateOne({"_id": document["_id"]}, {"$set": content}, upsert=True)
