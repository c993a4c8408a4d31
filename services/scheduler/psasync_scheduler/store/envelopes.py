"""The envelopes of stored secrets, wherever they stand. All of them are in the connections."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, NamedTuple

from psasync.kit.mongo import Database, Document, UpdateOne

_FIELDS = {"tenant": 1, "secrets": 1, "webhook_token": 1, "webhook_secret": 1, "archived": 1}
_BATCH = 2_000  # documents of one call; each is less than a kilobyte


class Resealed(NamedTuple):
    """New envelopes for one document: path -> (as it was read, as it is to be)."""

    document: Mapping[str, Any]
    changes: Mapping[str, tuple[str, str]]


class Envelopes:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection("connections")

    async def page(self, after: str | None, limit: int) -> list[Document]:
        """Documents with envelopes by id, from behind `after`, archived ones too."""
        query = {"_id": {"$gt": after}} if after else {}
        return await self._collection.find_list(query, _FIELDS, sort=[("_id", 1)], limit=limit)

    def every(self) -> AsyncIterator[Document]:
        """All documents with envelopes, archived ones too, in no order."""
        return self._collection.find({}, _FIELDS, batch_size=_BATCH)

    async def replace(self, resealed: Sequence[Resealed]) -> int:
        """Each document whose envelopes are all as they were read; how many that were.

        The version stays, for nothing has changed that people see. Live ones are announced, so that other services
        drop what they remember of them.
        """
        if not resealed:
            return 0
        return (await self._collection.bulk_write([_update(one) for one in resealed])).matched


def _update(one: Resealed) -> UpdateOne:
    seen = {path: before for path, (before, _) in one.changes.items()}
    fields: Document = {path: after for path, (_, after) in one.changes.items()}
    if not one.document.get("archived"):
        fields |= {"due": True, "announce": True}
    return UpdateOne({"_id": one.document["_id"], **seen}, {"$set": fields})
