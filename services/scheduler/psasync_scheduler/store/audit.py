"""The audit trail: entries are added, never changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from psasync.kit.mongo import BulkWriteError, Database, Document, only_duplicates


class Audit:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection("audit")

    async def add(self, entries: Sequence[Document]) -> None:
        """An entry that is there already stays as it is, so that adding can be repeated."""
        if not entries:
            return
        try:
            await self._collection.insert_many(entries)
        except BulkWriteError as error:
            if not only_duplicates(error):
                raise

    async def page(self, scope: Mapping[str, Any], before: str | None, limit: int) -> list[Document]:
        """The newest first, from behind the id `before`."""
        query = {**scope} | ({"_id": {"$lt": before}} if before else {})
        return await self._collection.find_list(query, sort=[("_id", -1)], limit=limit)
