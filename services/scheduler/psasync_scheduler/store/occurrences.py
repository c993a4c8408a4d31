"""Occurrences: each name fires once, whoever gets there first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psasync.kit.mongo import BulkWriteError, Database, Document, duplicate_indexes, only_duplicates


class Occurrences:
    def __init__(self, database: Database) -> None:
        self.collection = database.collection("occurrences")

    async def add(self, documents: Sequence[Document]) -> list[Document]:
        """Insert each under its name, unless that is taken. Gives back those whose request is to be handed over:

        inserted here, or by another who has not come to it yet. A name that has fired or was missed stays so.
        """
        taken: set[int] = set()
        try:
            await self.collection.insert_many(documents)
        except BulkWriteError as error:
            if not only_duplicates(error):
                raise
            taken = set(duplicate_indexes(error))
        inserted = [document for position, document in enumerate(documents) if position not in taken]
        return [document for document in inserted if "request" in document] + await self._unfinished(
            [documents[position]["_id"] for position in taken]
        )

    async def handed_over(self, ids: Sequence[str]) -> None:
        """Their requests stand in the outbox."""
        if ids:
            await self.collection.update_many({"_id": {"$in": list(ids)}}, {"$unset": {"request": ""}})

    async def newest(self, sync: str, first: str, last: str) -> datetime | None:
        """The nominal time of the newest one that is known between two names, both included."""
        found = await self.collection.find_list(
            {"sync": sync, "name": {"$gte": first, "$lte": last}}, ["nominal"], sort=[("name", -1)], limit=1
        )
        return datetime.fromisoformat(found[0]["nominal"]) if found else None

    async def recent(self, sync: str, limit: int) -> list[Document]:
        """The newest first."""
        return await self.collection.find_list({"sync": sync}, {"request": 0}, sort=[("name", -1)], limit=limit)

    async def missed(self, scope: Mapping[str, Any], before: str | None, limit: int) -> list[Document]:
        """The newest first, from behind the place `before`."""
        query = {**scope, "state": "missed"} | ({"listed": {"$lt": before}} if before else {})
        # Some servers see two equal fields and take no partial index by themselves.
        hint = "missed_of_tenant" if "tenant" in scope else "missed"
        return await self.collection.find_list(query, sort=[("listed", -1)], limit=limit, hint=hint)

    async def unsettled(self, limit: int) -> list[Document]:
        """Missed ones that are not announced yet."""
        return await self.collection.find_list({"due": True}, limit=limit)

    async def settled(self, document_id: str) -> None:
        await self.collection.update_one({"_id": document_id}, {"$unset": {"due": ""}})

    async def _unfinished(self, ids: Sequence[str]) -> list[Document]:
        if not ids:
            return []
        return await self.collection.find_list({"_id": {"$in": ids}, "request": {"$exists": True}}, limit=len(ids))
