"""Occurrences: each name fires once, whoever gets there first."""

from collections.abc import Mapping, Sequence
from typing import Any

from psasync.kit.mongo import BulkWriteError, Database, Document, duplicate_indexes, only_duplicates

_BEHIND_SLASH = chr(ord("/") + 1)


class Occurrences:
    def __init__(self, database: Database) -> None:
        self.collection = database.collection("occurrences")

    async def add(self, documents: Sequence[Mapping[str, Any]]) -> set[str]:
        """Insert each under its name, unless that is taken: a name that has fired or was missed stays so.

        Gives the executions of those that stand as fired.
        """
        if not documents:
            return set()
        taken: set[int] = set()
        try:
            await self.collection.insert_many([dict(document) for document in documents])
        except BulkWriteError as error:
            if not only_duplicates(error):
                raise
            taken = set(duplicate_indexes(error))
        standing = [document for position, document in enumerate(documents) if position not in taken]
        standing += await self._named([documents[position]["_id"] for position in taken])
        return {document["execution"] for document in standing if document["state"] == "fired"}

    async def recent(self, sync: str, limit: int) -> list[Document]:
        """The newest first: an id is `<sync>/<name>`, and names sort by their time."""
        own = {"$gte": f"{sync}/", "$lt": f"{sync}{_BEHIND_SLASH}"}
        return await self.collection.find_list({"_id": own}, sort=[("_id", -1)], limit=limit)

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

    async def _named(self, ids: Sequence[str]) -> list[Document]:
        return await self.collection.find_list({"_id": {"$in": ids}}, limit=len(ids)) if ids else []
