"""The changes of syncs that issues still have to follow: an inbox that any replica works off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psasync.contracts.events.catalog import CatalogChanged
from psasync.kit.mongo import BulkWriteError, Database, Document, UpdateOne, only_duplicates
from psasync_results.store import past

COLLECTION = "sync_changes"
_HELD = timedelta(minutes=1)
_DUE_FIRST = (("due_at", 1),)


@dataclass(frozen=True, slots=True)
class SyncChange:
    sync: str
    version: int
    archived: bool
    step: int  # how often it has been looked at


class SyncChanges:
    """One document per sync: the newest version that was heard of."""

    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def note(self, events: Sequence[CatalogChanged], now: datetime) -> None:
        """Can be repeated; an older version than the one that stands there changes nothing."""
        try:
            await self._collection.bulk_write([_noted(event, now) for event in events])
        except BulkWriteError as error:
            if not only_duplicates(error):
                raise

    async def claim(self, now: datetime) -> SyncChange | None:
        """One that is due. Whoever claims it and dies leaves it to the next in a minute."""
        found = await self._collection.find_one_and_update(
            {"due_at": past.up_to(now)}, {"$set": {"due_at": now + _HELD}}, _DUE_FIRST
        )
        return None if found is None else SyncChange(found["_id"], found["version"], found["archived"], found["step"])

    async def later(self, change: SyncChange, due_at: datetime, step: int) -> None:
        """Unless it has changed once more in between."""
        await self._collection.update_one(_same(change), {"$set": {"due_at": due_at, "step": step}})

    async def done(self, change: SyncChange) -> None:
        await self._collection.delete_one(_same(change))


def _noted(event: CatalogChanged, now: datetime) -> UpdateOne:
    older = {"_id": event.subject, "version": {"$lt": event.subject_version}}
    fields = {"version": event.subject_version, "archived": event.archived, "due_at": now, "step": 0}
    return UpdateOne(older, {"$set": fields}, upsert=True)


def _same(change: SyncChange) -> Document:
    return {"_id": change.sync, "version": change.version}
