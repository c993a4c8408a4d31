"""Catalog documents of one kind.

A change, its audit entry and its announcement are one write: the document carries both until the loop that settles
them has stored the one and published the other. A crash in between loses neither.
"""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from psasync.kit.mongo import Collection, Document, DuplicateKeyError, MongoError, duplicate_index
from psasync_scheduler.domain.catalog import Stored, name_key
from psasync_scheduler.domain.errors import Refused

M = TypeVar("M", bound=Stored)

UNIQUE_NAME = "unique_name"


class CatalogStore(Generic[M]):
    """Queries of one collection. Archived documents are read by id only."""

    def __init__(self, collection: Collection, model: type[M], kind: str) -> None:
        self.collection = collection
        self.kind = kind
        self.model = model

    async def get(self, document_id: str) -> M | None:
        found = await self.collection.find_one({"_id": document_id})
        return None if found is None else self.model.model_validate(found)

    async def get_many(self, ids: set[str]) -> dict[str, M]:
        if not ids:
            return {}
        found = await self.collection.find_list({"_id": {"$in": sorted(ids)}}, limit=len(ids))
        return {document["_id"]: self.model.model_validate(document) for document in found}

    async def page(self, scope: Mapping[str, Any], after: str | None, limit: int) -> list[M]:
        """Live documents in the order of their making, from behind the id `after`."""
        query = {**scope, "archived": False} | ({"_id": {"$gt": after}} if after else {})
        found = await self.collection.find_list(query, sort=[("_id", 1)], limit=limit)
        return [self.model.model_validate(document) for document in found]

    async def insert(self, document: Document, audit: Document, *, announce: bool = True) -> M:
        """Raises `Refused` when the name is taken."""
        document |= {"name_key": name_key(document["name"]), "version": 1, "archived": False}
        try:
            await self.collection.insert_one(document | _carried(announce) | {"audit": [audit]})
        except DuplicateKeyError as error:
            raise self._taken(error, document["name"]) from error
        return self.model.model_validate(document)

    async def change(
        self,
        before: M,
        fields: Mapping[str, Any],
        audit: Document,
        *,
        announce: bool = True,
        only_if: Mapping[str, Any] | None = None,
    ) -> M | None:
        """None when the document has moved on since `before` was read. Raises `Refused` when the name is taken."""
        update = dict(fields)
        if "name" in fields:
            update["name_key"] = name_key(fields["name"])
        try:
            after = await self.collection.find_one_and_update(
                {"_id": before.id, "version": before.version, **(only_if or {})},
                {"$set": update | _carried(announce), "$inc": {"version": 1}, "$push": {"audit": audit}},
            )
        except DuplicateKeyError as error:
            raise self._taken(error, str(fields.get("name"))) from error
        return None if after is None else self.model.model_validate(after)

    async def unsettled(self, limit: int) -> list[Document]:
        """Raw documents that still carry an audit entry or an announcement."""
        return await self.collection.find_list({"due": True}, limit=limit)

    async def settled(self, document_id: str, version: int) -> None:
        """Takes off what the document carried, unless a newer change has added to it."""
        await self.collection.update_one(
            {"_id": document_id, "version": version},
            {"$unset": {"due": "", "announce": "", "news": ""}, "$set": {"audit": []}},
        )

    def _taken(self, error: DuplicateKeyError, name: str) -> Refused | MongoError:
        if duplicate_index(error) != UNIQUE_NAME:
            return error
        return Refused("name-taken", f"Another {self.kind} is called {name!r}.")


def _carried(announce: bool) -> Document:
    return {"due": True, "announce": True} if announce else {"due": True}
