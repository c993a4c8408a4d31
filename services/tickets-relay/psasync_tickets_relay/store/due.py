"""Work that is due at a time, at which one replica works at a time."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from psasync.kit.ids import new_id
from psasync.kit.mongo import Collection, Document, Index

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
DUE = Index((("due_at", 1),))


def due_from(at: datetime) -> Document:
    """The fields that a new document needs."""
    return {"due_at": at, "holder": ""}


class DueWork:
    """One document each. Whoever works at one moves on the time at which it is due.

    So who dies over it leaves it to others.
    """

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def claim(self, now: datetime, held_for: timedelta) -> Document | None:
        """The document that has been due for longest, held by the caller; None: nothing is due."""
        return await self._collection.find_one_and_update(
            {"due_at": {"$lte": now}},
            {"$set": {"due_at": now + held_for, "holder": new_id()}},
            sort=[("due_at", 1)],
        )

    async def finish(
        self,
        claimed: Document,
        fields: Mapping[str, Any],
        due_at: datetime,
        *,
        only_if: Mapping[str, Any] | None = None,
    ) -> bool:
        """Write what came of it. False: another holds it by now, or it is not as `only_if` says; nothing is written.

        What was hastened meanwhile is due at once.
        """
        found = {"_id": claimed["_id"], "holder": claimed["holder"], **(only_if or {})}
        written = {**fields, "due_at": due_at, "holder": ""}
        if (await self._collection.update_one({**found, "again": {"$ne": True}}, {"$set": written})).applied:
            return True
        at_once = {**written, "due_at": datetime.now(UTC), "again": False}
        return (await self._collection.update_one(found, {"$set": at_once})).applied

    async def let_go(self, claimed: Document, due_at: datetime) -> None:
        """Nothing came of it."""
        await self.finish(claimed, {}, due_at)

    async def hasten(self, name: str, due_at: datetime) -> None:
        """It is due by then, if it was not due before; if somebody works at it, once more after that."""
        idle = {"_id": name, "holder": "", "due_at": {"$gt": due_at}}
        if not (await self._collection.update_one(idle, {"$set": {"due_at": due_at}})).applied:
            await self._collection.update_one({"_id": name, "holder": {"$ne": ""}}, {"$set": {"again": True}})
