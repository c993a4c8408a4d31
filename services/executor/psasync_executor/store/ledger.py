"""What has been imported, one document per sync, entity and source id.

Each question names its index: not every server keeps to one when a second field is asked for.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.kit.mongo import Database, Document, UpdateOne
from psasync.kit.parts import parts
from psasync_executor.domain.ledger import Change, LedgerChange
from psasync_executor.domain.outcome import LedgerEntry
from psasync_executor.store.fenced import fenced_update, insert_new, write_fenced
from psasync_executor.store.indexes import BY_ID, IMPORTED_DAYS, MISSING

_LOOKED_UP = 100  # ids in one question: large ones are slow on small servers, small ones on all
_FIELDS = ("hash", "dest", "missing", "deleted")
_LISTED = 1000  # keys read in one go


@dataclass(frozen=True, slots=True)
class MissingRecord:
    key: str  # sorts them, for reading on
    source_id: str


@dataclass(frozen=True, slots=True)
class Imported:
    """Which imported records are asked about."""

    sync: str
    entities: Sequence[Entity]
    period: tuple[datetime, datetime] | None = None  # business dates, half-open
    records: Mapping[Entity, Sequence[str]] | None = None
    except_by: str | None = None  # an execution whose own writes do not count

    @property
    def index(self) -> str:
        return IMPORTED_DAYS if self.records is None else BY_ID

    def filter(self) -> Document:
        wanted: Document = {
            "sync": self.sync,
            "entity": {"$in": list(self.entities)},
            **_IMPORTED,
        }
        if self.period is not None:
            wanted["date"] = {"$gte": self.period[0], "$lt": self.period[1]}
        if self.records is not None:
            keys = [_key(self.sync, entity, name) for entity, names in self.records.items() for name in names]
            wanted["_id"] = {"$in": keys}
        if self.except_by is not None:
            wanted["execution"] = {"$ne": self.except_by}
        return wanted


class Ledger:
    def __init__(self, database: Database) -> None:
        self._ledger = database.collection("ledger")

    async def is_empty(self, sync: str) -> bool:
        return await self._ledger.find_one({"sync": sync}, ["_id"]) is None

    async def look_up(self, sync: str, entity: Entity, source_ids: Sequence[str]) -> dict[str, LedgerEntry]:
        """What is known, by source id."""
        prefix = _key(sync, entity, "")
        known = {}
        for part in parts(source_ids, _LOOKED_UP):
            keys = [prefix + source_id for source_id in part]
            for found in await self._ledger.find_list({"_id": {"$in": keys}}, _FIELDS, limit=len(keys)):
                entry = LedgerEntry(
                    found.get("hash"), found.get("dest"), found.get("missing", False), found.get("deleted", False)
                )
                known[found["_id"][len(prefix) :]] = entry
        return known

    async def imported(self, sync: str, entity: Entity, *, after: str = "") -> AsyncIterator[str]:
        """Source ids of what is imported and not marked as deleted, ascending, from behind `after` on."""
        prefix = _key(sync, entity, "")
        wanted = {"_id": {"$gt": prefix + after, "$lt": f"{prefix}\U0010ffff"}, **_IMPORTED}
        found = self._ledger.find(wanted, ["_id"], sort=[("_id", 1)], batch_size=_LISTED, hint=BY_ID)
        async for document in found:
            yield document["_id"][len(prefix) :]

    async def missing_entities(self, sync: str, entities: Iterable[Entity], execution: str | None) -> frozenset[Entity]:
        """Entities with records to try again; with `execution`, of those that were refused in it."""
        return frozenset(
            [entity for entity in entities if await self.missing(sync, entity, execution=execution, after="", limit=1)]
        )

    async def missing(
        self, sync: str, entity: Entity, *, execution: str | None, after: str, limit: int
    ) -> list[MissingRecord]:
        """Records to try again, in the order of their keys, from behind `after` on."""
        wanted: Document = {"sync": sync, "entity": entity, "missing": True, "_id": {"$gt": after}}
        if execution is not None:
            wanted["missing_in"] = execution
        found = await self._ledger.find_list(wanted, ["_id"], sort=[("_id", 1)], limit=limit, hint=MISSING)
        prefix = _key(sync, entity, "")
        return [MissingRecord(document["_id"], document["_id"][len(prefix) :]) for document in found]

    async def apply(self, sync: str, execution: str, fence: int, changes: Sequence[LedgerChange]) -> None:
        """Step 4 of a page: repeatable, and without effect where a later attempt has written."""
        first = [
            {"_id": _key(sync, change.entity, change.source_id), **_written(sync, execution, fence, change)}
            for change in changes
            if change.change is Change.WRITTEN and change.first
        ]
        known = {document["_id"]: document for document in await insert_new(self._ledger, first)}
        updates = [_update(sync, execution, fence, change) for change in changes if not change.first]
        updates += [
            _update(sync, execution, fence, change)
            for change in changes
            if change.first
            and (change.change is not Change.WRITTEN or _key(sync, change.entity, change.source_id) in known)
        ]
        await write_fenced(self._ledger, updates)

    async def count(self, imported: Imported) -> int:
        return await self._ledger.count(imported.filter(), hint=imported.index)

    async def days(self, imported: Imported, zone: str) -> AsyncIterator[tuple[date | None, int]]:
        """Imported records by their business date in the time zone; None are those without one."""
        day = {"$dateToString": {"format": "%Y-%m-%d", "date": "$date", "timezone": zone}}
        pipeline: list[Mapping[str, Any]] = [
            {"$match": imported.filter()},
            {"$group": {"_id": day, "records": {"$sum": 1}}},
            {"$sort": {"_id": 1}},
        ]
        async for group in self._ledger.aggregate(pipeline, hint=imported.index):
            yield date.fromisoformat(group["_id"]) if group["_id"] else None, group["records"]


_IMPORTED: Document = {"imported": True}


def _key(sync: str, entity: Entity, source_id: str) -> str:
    return f"{sync}|{entity}|{source_id}"


def _written(sync: str, execution: str, fence: int, change: LedgerChange) -> Document:
    document: Document = {
        "sync": sync,
        "entity": change.entity,
        "hash": change.hash,
        "dest": change.dest,
        "imported": True,
        "execution": execution,
        "fence": fence,
    }
    if change.date is not None:
        document["date"] = change.date
    return document


def _update(sync: str, execution: str, fence: int, change: LedgerChange) -> UpdateOne:
    key = _key(sync, change.entity, change.source_id)
    nothing_missing = {"$unset": {"missing": "", "missing_in": ""}}
    if change.change is Change.WRITTEN:
        there = {"$unset": {**nothing_missing["$unset"], "deleted": ""}}
        return fenced_update(key, fence, {"$set": _written(sync, execution, fence, change), **there})
    if change.change is Change.DELETED:
        marks = {"deleted": True, "execution": execution, "fence": fence}
        gone = {"$unset": {**nothing_missing["$unset"], "imported": ""}}
        return fenced_update(key, fence, {"$set": marks, **gone}, upsert=False)
    if change.change is Change.GONE:
        return fenced_update(key, fence, {"$set": {"fence": fence}, **nothing_missing}, upsert=False)
    marks = {"sync": sync, "entity": change.entity, "missing": True, "missing_in": execution, "fence": fence}
    return fenced_update(key, fence, {"$set": marks})
