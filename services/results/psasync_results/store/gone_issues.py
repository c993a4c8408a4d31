"""Closing the issues of what a sync carries no more."""

from collections.abc import Sequence
from datetime import datetime

from psasync.kit.mongo import Database, Document
from psasync_results.store.issue_updates import LIVE, RESOLVED
from psasync_results.store.issues import COLLECTION, LIVE_OF_SYNC

_AT_ONCE = 200


class GoneIssues:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def close(self, sync: str, carried: Sequence[str], now: datetime) -> int:
        """Close all live issues of other entities than `carried` as gone; returns how many.

        Their watermarks stay, so that a later run, which must carry the entity again, opens them.
        """
        closed = {"state": RESOLVED, "resolution": "gone", "closed_at": now, "closed_by": None}
        wanted: Document = {"sync": sync, **LIVE} | ({"entity": {"$nin": list(carried)}} if carried else {})
        count = 0
        while found := await self._collection.find_list(wanted, {"_id": 1}, limit=_AT_ONCE, hint=LIVE_OF_SYNC):
            of_ids = {"_id": {"$in": [issue["_id"] for issue in found]}, **LIVE}
            count += (await self._collection.update_many(of_ids, {"$set": closed})).modified
        return count
