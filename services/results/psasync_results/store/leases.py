"""The right of one replica to do a job for a while, where two at once would be right too and only a waste."""

from datetime import datetime, timedelta

from psasync.kit.ids import new_id
from psasync.kit.mongo import Database, DuplicateKeyError

COLLECTION = "leases"


class Leases:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)
        self._holder = new_id()

    async def take(self, name: str, now: datetime, length: timedelta) -> bool:
        """Take or renew it until `now + length`. False: somebody else has it."""
        free = {"_id": name, "$or": [{"holder": self._holder}, {"until": {"$lte": now}}]}
        fields = {"$set": {"holder": self._holder, "until": now + length}}
        try:
            await self._collection.update_one(free, fields, upsert=True)
        except DuplicateKeyError:
            return False
        return True
