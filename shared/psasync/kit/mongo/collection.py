"""The operations that services use, over either driver's collection."""

# ruff: noqa: A002 - `filter` is what both drivers call it

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from inspect import isawaitable
from typing import Any

from pymongo import DeleteMany, DeleteOne, IndexModel, InsertOne, ReplaceOne, ReturnDocument, UpdateMany, UpdateOne

from psasync.kit.mongo.results import BulkResult, UpdateResult

Document = dict[str, Any]
Filter = Mapping[str, Any]
Sort = Sequence[tuple[str, int]]
Projection = Mapping[str, Any] | Sequence[str]
Update = Mapping[str, Any] | Sequence[Mapping[str, Any]]
BulkOperation = InsertOne[Document] | UpdateOne | UpdateMany | ReplaceOne[Document] | DeleteOne | DeleteMany


class Collection:
    """Thin on purpose: one driver call per method, and the driver's errors as they are.

    Every operation ends within the time limit of the settings, retries included. Datetimes come back aware, in UTC.
    A cancelled call says nothing about its write: it may still reach the server, so writes are made to be repeated.
    """

    __slots__ = ("_driver", "_run", "name")

    def __init__(self, driver: Any, database: Any, name: str) -> None:
        self._driver = driver
        self._run = database
        self.name = name

    async def find_one(
        self, filter: Filter, projection: Projection | None = None, sort: Sort | None = None
    ) -> Document | None:
        found: Document | None = await self._driver.find_one(filter, projection, sort=sort)
        return found

    def find(
        self,
        filter: Filter,
        projection: Projection | None = None,
        sort: Sort | None = None,
        limit: int = 0,
        batch_size: int = 0,
        hint: str | Sort | None = None,
    ) -> AsyncGenerator[Document, None]:
        """Whoever leaves it before its end closes it."""
        return _documents(self._cursor(filter, projection, sort, limit, batch_size, hint))

    async def find_list(
        self,
        filter: Filter,
        projection: Projection | None = None,
        sort: Sort | None = None,
        *,
        limit: int,
        hint: str | Sort | None = None,
    ) -> list[Document]:
        """At most `limit` documents, which is not optional: a list in memory has a bound."""
        if limit <= 0:
            raise ValueError("a list needs a limit above 0")
        cursor = self._cursor(filter, projection, sort, limit, min(limit, 10_000), hint)
        documents: list[Document] = await cursor.to_list(limit)
        return documents

    async def aggregate(
        self, pipeline: Sequence[Mapping[str, Any]], *, hint: str | None = None
    ) -> AsyncIterator[Document]:
        cursor = self._driver.aggregate(list(pipeline), **_hinted(hint))
        # pymongo opens the cursor in the call and gives a coroutine; motor's cursor opens itself.
        async for document in _documents(await cursor if isawaitable(cursor) else cursor):
            yield document

    async def count(self, filter: Filter, limit: int = 0, *, hint: str | None = None) -> int:
        options: Document = {"limit": limit} if limit else {}
        counted: int = await self._driver.count_documents(filter, **options, **_hinted(hint))
        return counted

    async def insert_one(self, document: Document) -> None:
        """Raises `DuplicateKeyError`."""
        await self._driver.insert_one(document)

    async def insert_many(self, documents: Sequence[Document], ordered: bool = False) -> None:
        """Raises `BulkWriteError`; unordered, what could be inserted is inserted."""
        await self._driver.insert_many(documents, ordered=ordered)

    async def update_one(self, filter: Filter, update: Update, upsert: bool = False) -> UpdateResult:
        return _updated(await self._driver.update_one(filter, update, upsert=upsert))

    async def update_many(self, filter: Filter, update: Update, upsert: bool = False) -> UpdateResult:
        return _updated(await self._driver.update_many(filter, update, upsert=upsert))

    async def replace_one(self, filter: Filter, document: Document, upsert: bool = False) -> UpdateResult:
        return _updated(await self._driver.replace_one(filter, document, upsert=upsert))

    async def delete_one(self, filter: Filter) -> int:
        """The number of documents deleted."""
        deleted: int = (await self._driver.delete_one(filter)).deleted_count
        return deleted

    async def delete_many(self, filter: Filter) -> int:
        """The number of documents deleted."""
        deleted: int = (await self._driver.delete_many(filter)).deleted_count
        return deleted

    async def find_one_and_update(
        self,
        filter: Filter,
        update: Update,
        sort: Sort | None = None,
        upsert: bool = False,
        after: bool = True,
        projection: Projection | None = None,
    ) -> Document | None:
        """The document after the update, or before it (`after=False`); None when the filter found nothing."""
        found: Document | None = await self._driver.find_one_and_update(
            filter,
            update,
            projection=projection,
            sort=sort,
            upsert=upsert,
            return_document=ReturnDocument.AFTER if after else ReturnDocument.BEFORE,
        )
        return found

    async def bulk_write(self, operations: Sequence[BulkOperation], ordered: bool = False) -> BulkResult:
        """Raises `BulkWriteError`; unordered, what could be written is written. No operations is no call."""
        if not operations:
            return BulkResult(0, 0, 0, 0, 0)
        result = await self._driver.bulk_write(operations, ordered=ordered)
        return BulkResult(
            inserted=result.inserted_count,
            matched=result.matched_count,
            modified=result.modified_count,
            deleted=result.deleted_count,
            upserted=result.upserted_count,
        )

    async def explain(self, filter: Filter, sort: Sort | None = None, *, hint: str | None = None) -> Document:
        """The server's plan for a find, which is not run for it."""
        find: Document = {"find": self.name, "filter": dict(filter), **_hinted(hint)}
        if sort:
            find["sort"] = dict(sort)
        plan: Document = await self._run.command("explain", find, verbosity="queryPlanner")
        return plan

    async def indexes(self) -> dict[str, Document]:
        """The definitions of the indexes that exist, by name. Empty when there is no such collection."""
        definitions: dict[str, Document] = await self._driver.index_information()
        return definitions

    async def create_indexes(self, indexes: Sequence[IndexModel]) -> None:
        await self._driver.create_indexes(list(indexes))

    async def drop_index(self, name: str) -> None:
        await self._driver.drop_index(name)

    async def change_expiry(self, index: str, seconds: int) -> None:
        await self._run.command({"collMod": self.name, "index": {"name": index, "expireAfterSeconds": seconds}})

    def _cursor(
        self,
        filter: Filter,
        projection: Projection | None,
        sort: Sort | None,
        limit: int,
        batch_size: int,
        hint: str | Sort | None,
    ) -> Any:
        return self._driver.find(filter, projection, sort=sort, limit=limit, batch_size=batch_size, hint=hint)


async def _documents(cursor: Any) -> AsyncGenerator[Document, None]:
    try:
        async for document in cursor:
            yield document
    finally:
        # Left early, a cursor would hold its place on the server until that one's idle limit.
        await cursor.close()


def _hinted(hint: str | None) -> Document:
    """The name of the index to use, where the server might choose another or none."""
    return {} if hint is None else {"hint": hint}


def _updated(result: Any) -> UpdateResult:
    return UpdateResult(result.matched_count, result.modified_count, result.upserted_id)
