"""The executions in the order in which they changed last, by the database's own clock."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psasync.contracts.vocabulary import Status
from psasync.kit.mongo import Database, Document
from psasync_results.store.documents import from_document
from psasync_results.store.executions import CHANGED, COLLECTION, Stored
from psasync_results.store.newest import SORT

IN_ORDER = ((CHANGED, 1),)
NEWEST_FIRST = ((CHANGED, -1),)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_WITHOUT = {"pending": 0, "settings": 0, "attempts": 0, "spans": 0, "progress": 0}
_UNFINISHED = (Status.IN_PROGRESS, Status.QUEUED)


@dataclass(frozen=True, slots=True)
class Changed:
    execution: str
    tenant: str | None
    revision: int
    at: datetime


class Changes:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def newest(self) -> datetime:
        """When an execution changed last."""
        found = await self._collection.find_list({CHANGED: {"$gt": _BEGINNING}}, {CHANGED: 1}, NEWEST_FIRST, limit=1)
        return found[0][CHANGED] if found else _BEGINNING

    async def since(self, moment: datetime) -> AsyncIterator[Changed]:
        """Once per execution, however often it has changed; little is read of each."""
        fields = {"tenant": 1, "rev": 1, CHANGED: 1}
        async for found in self._collection.find(since_filter({}, moment), fields, IN_ORDER, batch_size=1_000):
            yield Changed(found["_id"], found["tenant"], found["rev"], found[CHANGED])

    async def states(self, ids: Sequence[str]) -> list[Stored]:
        found = await self._collection.find_list({"_id": {"$in": list(ids)}}, {"pending": 0}, limit=len(ids))
        return [Stored(from_document(document), document["rev"]) for document in found]

    async def behind(self, scope: Mapping[str, Any], moment: datetime, limit: int) -> Sequence[Document] | None:
        """The documents that have changed since, the oldest change first; None: more than `limit`."""
        found = await self._collection.find_list(since_filter(scope, moment), _WITHOUT, IN_ORDER, limit=limit + 1)
        return None if len(found) > limit else [document for document in found if document["status"] is not None]

    async def unfinished(self, scope: Mapping[str, Any], limit: int) -> tuple[Sequence[Document], bool]:
        """What runs, then what waits, the newest first; and whether there are more than `limit`."""
        found: list[Document] = []
        for status in _UNFINISHED:
            of_status = unfinished_filter(scope, status)
            found += await self._collection.find_list(of_status, _WITHOUT, SORT, limit=limit + 1 - len(found))
            if len(found) > limit:
                return found[:limit], True
        return found, False


def since_filter(scope: Mapping[str, Any], moment: datetime) -> Document:
    return {**scope, CHANGED: {"$gte": moment}}


def unfinished_filter(scope: Mapping[str, Any], status: Status) -> Document:
    return {**scope, "status": status.value}
