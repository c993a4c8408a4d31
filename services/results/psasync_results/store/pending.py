"""The status events that execution documents still owe: the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psasync.kit.mongo import Database
from psasync_results.store import past
from psasync_results.store.executions import COLLECTION


@dataclass(frozen=True, slots=True)
class PendingEvent:
    id: str
    body: bytes
    traceparent: str | None


class PendingEvents:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def of(self, execution: str) -> list[PendingEvent]:
        """What an execution owes, in the order in which it must be published."""
        document = await self._collection.find_one({"_id": execution}, {"pending": 1})
        pending = document["pending"] if document else []
        return [PendingEvent(event["id"], event["body"].encode(), event["traceparent"]) for event in pending]

    async def published(self, execution: str, ids: Sequence[str]) -> None:
        await self._collection.update_one({"_id": execution}, {"$pull": {"pending": {"id": {"$in": list(ids)}}}})

    async def left_behind(self, before: datetime, limit: int) -> list[str]:
        """Executions that have owed an event since before that moment."""
        found = await self._collection.find_list({"pending.at": past.before(before)}, {"_id": 1}, limit=limit)
        return [document["_id"] for document in found]
