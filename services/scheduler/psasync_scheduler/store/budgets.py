"""The scheduler's share of each connection's call budget, counted for all its replicas."""

from datetime import datetime, timedelta

from psasync.kit.mongo import Database, Document, DuplicateKeyError

_KEPT = timedelta(minutes=5)


class Budgets:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection("budgets", weak=True)

    async def take(self, key: str, share: int, window: float, now: datetime) -> bool:
        """Take one of `share` calls of the present window (seconds), unless the PSA has asked to wait. False: none."""
        number = int(now.timestamp() // window)
        blocked = await self._collection.find_one({"_id": f"{key}/blocked", "until": {"$gt": now}})
        if blocked is not None:
            return False
        try:
            result = await self._collection.update_one(
                {"_id": f"{key}/{window:g}/{number}", "used": {"$lt": share}},
                {"$inc": {"used": 1}, "$setOnInsert": {"expire_at": now + timedelta(seconds=window) + _KEPT}},
                upsert=True,
            )
        except DuplicateKeyError:  # the window's document is there and full
            return False
        return result.applied

    async def block(self, key: str, until: datetime) -> None:
        update: Document = {"$max": {"until": until, "expire_at": until + _KEPT}}
        await self._collection.update_one({"_id": f"{key}/blocked"}, update, upsert=True)
