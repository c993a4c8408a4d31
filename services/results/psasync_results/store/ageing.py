"""Finding and deleting what is older than it is kept. Each call is short: a few hundred documents over an index."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.kit.mongo import Collection, Database, Document
from psasync_results.store import daily, executions, issues, past, record_results
from psasync_results.store.changes import Changes
from psasync_results.store.executions import CHANGED
from psasync_results.store.known_tenants import BY_TENANT, KnownTenants

PROGRESS = "keeping_progress"
OLDEST_END = (("settled_at", 1),)
BY_END = "by_end"
"""The index over a tenant's ends of executions."""

_DELETED_AT_ONCE = 500
_BUCKETS_AT_ONCE = 20  # each holds up to a thousand records

RECORDS = ((record_results.RECORDS, "seq", _DELETED_AT_ONCE), (record_results.BUCKETS, "bucket", _BUCKETS_AT_ONCE))
LOGS = ((record_results.LOGS, "seq", _DELETED_AT_ONCE),)
Parts = Sequence[tuple[str, str, int]]
"""Of an execution: a collection, the field that orders it, and how many documents one call deletes."""


@dataclass(frozen=True, slots=True)
class Ended:
    execution: str
    at: datetime


class Ageing:
    """A call deletes at most a batch and gives its size; 0: there is nothing (left) to delete."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._executions = database.collection(executions.COLLECTION)
        self._progress = database.collection(PROGRESS)
        self._changes = Changes(database)
        self._known = KnownTenants(database)

    async def now(self, clock: datetime) -> datetime:
        """The process's time, but not later than anything changed by the database's clock.

        One whose clock is years ahead must not delete what is kept.
        """
        return min(clock, await self._changes.newest())

    async def tenants(self, name: str) -> AsyncIterator[str | None]:
        """Who may have anything in a collection, in order; None: what belongs to nobody."""
        collection, last = self._database.collection(name), ""
        yield None
        while known := await self._known.after(last):
            for tenant in known:
                while found := await _next_tenant(collection, last, tenant):
                    yield (last := found)
                yield (last := tenant)
        while found := await _next_tenant(collection, last):
            yield (last := found)

    async def ended(self, tenant: str | None, after: datetime | None, before: datetime, limit: int) -> list[Ended]:
        """The executions that ended longest ago, of those at `after` and behind it."""
        ended: list[Ended] = []
        fields = {"settled_at": 1, CHANGED: 1}
        found = self._executions.find(ended_filter(tenant, after, before), fields, OLDEST_END, batch_size=limit)
        async with aclosing(found):
            async for each in found:
                # Its end is told by the clock of an executor, which may be wrong; when it was written is not.
                # Looked at here, as not every server keeps to an index when one more field is asked for.
                if (changed := each.get(CHANGED)) is not None and changed < before:
                    ended.append(Ended(each["_id"], each["settled_at"]))
                if len(ended) == limit:
                    break
        return ended

    async def delete_part(self, execution: str, part: tuple[str, str, int]) -> int:
        name, field, limit = part
        return await _delete_first(self._database.collection(name), {"execution": execution}, field, limit)

    async def delete_execution(self, execution: str) -> int:
        return await self._executions.delete_one({"_id": execution})

    async def delete_issues(self, tenant: str | None, before: datetime) -> int:
        collection = self._database.collection(issues.COLLECTION)
        return await _delete_first(collection, closed_filter(tenant, before), "closed_at", _DELETED_AT_ONCE)

    async def delete_days(self, tenant: str | None, before: datetime) -> int:
        collection = self._database.collection(daily.COLLECTION)
        return await _delete_first(collection, day_filter(tenant, before), "day", _DELETED_AT_ONCE)

    async def reached(self, tenant: str | None, kind: str) -> datetime | None:
        """Up to which end the parts of executions have been deleted."""
        found = await self._progress.find_one({"_id": _place(tenant, kind)})
        return found["at"] if found else None

    async def note(self, tenant: str | None, kind: str, at: datetime) -> None:
        await self._progress.update_one({"_id": _place(tenant, kind)}, {"$max": {"at": at}}, upsert=True)


async def _next_tenant(collection: Collection, last: str, before: str | None = None) -> str | None:
    # Not every server stops at the limit of a sorted query: some read all that the bounds let through.
    found = await collection.find_list(tenants_between(last, before), {"tenant": 1}, BY_TENANT, limit=1)
    return found[0]["tenant"] if found else None


def tenants_between(last: str, before: str | None) -> Document:
    """Ids behind one, and before another."""
    return {"tenant": {"$gt": last} | ({} if before is None else {"$lt": before})}


def ended_filter(tenant: str | None, after: datetime | None, before: datetime) -> Document:
    # With those that ended in the same moment as the last one: they may not all have been seen.
    bounds: Document = past.before(before) if after is None else {"$gte": after, "$lt": before}
    return {"tenant": tenant, "settled_at": bounds}


def closed_filter(tenant: str | None, before: datetime) -> Document:
    return {"tenant": tenant, "closed_at": past.before(before)}


def day_filter(tenant: str | None, before: datetime) -> Document:
    return {"tenant": tenant, "day": {"$lt": before.date().isoformat()}}


async def _delete_first(collection: Collection, wanted: Document, field: str, limit: int) -> int:
    """By a range up to the last of a batch, which is one walk over the index."""
    found = await collection.find_list(wanted, {field: 1}, ((field, 1),), limit=limit)
    if not found:
        return 0
    last: dict[str, Any] = {"$lte": found[-1][field]}
    given = wanted.get(field)
    return await collection.delete_many({**wanted, field: {**given, **last} if isinstance(given, dict) else last})


def _place(tenant: str | None, kind: str) -> str:
    return f"{kind}:{tenant or ''}"
