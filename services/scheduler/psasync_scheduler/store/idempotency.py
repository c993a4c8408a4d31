"""Answers by `Idempotency-Key`."""

from datetime import datetime, timedelta
from hashlib import sha256

from psasync.kit.mongo import Database, Document, DuplicateKeyError

KEPT = timedelta(hours=24)


class Idempotency:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection("idempotency")

    async def first(self, scope: str, key: str, row: Document, now: datetime) -> Document:
        """The row of a key: `row` if this is its first use in 24 h, else the one that was first."""
        row_id = sha256(f"{len(scope)}:{scope}{key}".encode()).hexdigest()
        row = {**row, "_id": row_id, "expire_at": now + KEPT}
        while True:
            try:
                await self._collection.insert_one(row)
            except DuplicateKeyError:
                found = await self._collection.find_one({"_id": row_id})
                if found is not None and found["expire_at"] > now:
                    return found
                # The server removes expired rows in its own time; this one must not answer any more.
                await self._collection.delete_one({"_id": row_id, "expire_at": {"$lte": now}})
            else:
                return row

    async def find(self, scope: str, key: str, now: datetime) -> Document | None:
        row_id = sha256(f"{len(scope)}:{scope}{key}".encode()).hexdigest()
        return await self._collection.find_one({"_id": row_id, "expire_at": {"$gt": now}})
