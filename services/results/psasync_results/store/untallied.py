"""Executions that have ended and are not yet in their cards and days."""

from collections.abc import Sequence
from datetime import datetime

from psasync.contracts.vocabulary import Status
from psasync.kit.mongo import Database, Document
from psasync_results.store import past
from psasync_results.store.executions import COLLECTION, UNTALLIED

_NOT_NEEDED = {"pending": 0, "attempts": 0, "spans": 0, "progress": 0, "search": 0, "coded": 0, "pace": 0}
_ENDED = [status.value for status in Status if status.terminal]
_MARKED = 2_000


class Untallied:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def of(self, ids: Sequence[str]) -> list[Document]:
        """Those of `ids` that are still to be tallied."""
        found = await self._collection.find_list({"_id": {"$in": list(ids)}}, _NOT_NEEDED, limit=len(ids))
        return [document for document in found if document.get(UNTALLIED) is not None]

    async def left_behind(self, before: datetime, limit: int) -> list[str]:
        """Executions that have waited since before that moment, the oldest first."""
        wanted = {UNTALLIED: past.before(before)}
        found = await self._collection.find_list(wanted, {"_id": 1}, ((UNTALLIED, 1),), limit=limit)
        return [document["_id"] for document in found]

    async def done(self, ids: Sequence[str]) -> None:
        """An ended execution never changes, so what was read of it is what has been tallied."""
        await self._collection.update_many({"_id": {"$in": list(ids)}}, {"$unset": {UNTALLIED: ""}})

    async def mark_all(self, now: datetime) -> int:
        """Have every ended execution tallied once more; returns how many. In batches: no call may take for ever."""
        marked, last = 0, ""
        while True:
            found = await self._collection.find_list({"_id": {"$gt": last}}, {"_id": 1}, (("_id", 1),), limit=_MARKED)
            if not found:
                return marked
            last = found[-1]["_id"]
            ended = {"_id": {"$in": [document["_id"] for document in found]}, "status": {"$in": _ENDED}}
            marked += (await self._collection.update_many(ended, {"$set": {UNTALLIED: now}})).matched
