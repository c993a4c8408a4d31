"""What an execution has reported, packed: one document per page."""

from datetime import timedelta

from bson import Binary

from psasync.contracts.vocabulary import Entity
from psasync.kit.clock import Clock
from psasync.kit.mongo import Database
from psasync_executor.domain.seen import Seen


class SeenPages:
    def __init__(self, database: Database, clock: Clock, *, retention: timedelta) -> None:
        self._seen = database.collection("seen")
        self._clock = clock
        self._retention = retention

    async def add(self, execution: str, entity: Entity, page: int, packed: bytes) -> None:
        """Repeatable: a page of an execution always holds the same."""
        await self._seen.update_one(
            {"execution": execution, "entity": entity, "page": page},
            {"$set": {"ids": Binary(packed), "expires_at": self._clock.now() + self._retention}},
            upsert=True,
        )

    async def restore(self, execution: str, entity: Entity, seen: Seen) -> None:
        """Fill in what was reported of an entity."""
        async for page in self._seen.find({"execution": execution, "entity": entity}, ["ids"]):
            seen.restore(page["ids"])

    async def drop(self, execution: str) -> None:
        await self._seen.delete_many({"execution": execution})
