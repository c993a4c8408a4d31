"""Events that have been promised and are published from the database: requests and cancels.

The document is the promise: it is stored, with its event as it will be sent, before anyone is told of it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from psasync.kit.mongo import (
    BulkWriteError,
    Database,
    Document,
    DuplicateKeyError,
    duplicate_index,
    only_duplicates,
)
from psasync.kit.parts import parts

# Execution documents outlive the topics; so does the knowledge of whose execution it was.
KEPT = timedelta(days=35)
_PART = 250  # documents that one call marks as sent


class Outbox:
    def __init__(self, database: Database, name: str) -> None:
        self.collection = database.collection(name)

    async def get(self, execution: str) -> Document | None:
        return await self.collection.find_one({"_id": execution})

    async def get_many(self, executions: Sequence[str]) -> dict[str, Document]:
        """Those that are known, by execution."""
        if not executions:
            return {}
        found = await self.collection.find_list({"_id": {"$in": list(executions)}}, limit=len(executions))
        return {document["_id"]: document for document in found}

    async def add(self, document: Document) -> None:
        """Once: a document that is there already stays as it is. Raises `AlikeWaits`."""
        try:
            await self.collection.insert_one(document)
        except DuplicateKeyError as error:
            if duplicate_index(error) == "unique_likeness":
                raise AlikeWaits from error

    async def add_many(self, documents: Sequence[Mapping[str, Any]]) -> None:
        """Each once, as `add`."""
        if not documents:
            return
        try:
            await self.collection.insert_many([dict(document) for document in documents])
        except BulkWriteError as error:
            if not only_duplicates(error):
                raise

    async def joinable(self, likeness: str) -> Document | None:
        """The latest request of that likeness, sent or not, unless it was canceled."""
        return await self.collection.find_one({"likeness": likeness, "joinable": True})

    async def join_no_more(self, execution: str) -> None:
        """Later requests for the same work are requests of their own."""
        await self.collection.update_one({"_id": execution, "joinable": True}, {"$unset": {"joinable": ""}})

    async def pending(self, queued_until: datetime, limit: int) -> list[Document]:
        """What is to be sent, people's requests first, then the oldest."""
        return await self.collection.find_list(
            {"state": "pending", "queued_at": {"$lte": queued_until}},
            sort=[("priority", 1), ("queued_at", 1)],
            limit=limit,
        )

    async def sent(self, executions: Sequence[str], at: datetime) -> None:
        update = {
            "$set": {"state": "sent", "sent_at": at, "expire_at": at + KEPT},
            "$unset": {"audit": ""},
        }
        await asyncio.gather(
            *(self.collection.update_many({"_id": {"$in": list(part)}}, update) for part in parts(executions, _PART))
        )


class AlikeWaits(Exception):  # noqa: N818 - a state, not a fault
    """A request for the same work waits to be sent."""
