"""The statistics of days: documents that are counted anew from executions when one of theirs has ended.

A day is first marked as stale, then counted. `wanted` counts the marks: the mark goes only if none came while it was
counted. `rev` keeps a count that began earlier from replacing one that began later.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime

from psasync.kit.mongo import Database, Document, DuplicateKeyError
from psasync_results.domain.days import DayKey, DayTotals, day_of
from psasync_results.store import executions, past

COLLECTION = "daily"
SORT = (("day", 1),)
MOST_ROWS = 2_000
_COUNTED = {
    "tenant": 1,
    "status": 1,
    "outcome": 1,
    "trigger": 1,
    "fetched": 1,
    "totals": 1,
    "duration_ms": 1,
    "ended_at": 1,
    "request.dry_run": 1,
    "canceled.superseded_by": 1,
    "settings.time_zone": 1,
}
_ATTEMPTS = 5


class Daily:
    def __init__(self, database: Database) -> None:
        self._days = database.collection(COLLECTION)
        self._executions = database.collection(executions.COLLECTION)

    async def mark(self, key: DayKey, now: datetime) -> None:
        """Whatever is in the database at this moment will be in the day's next count."""
        named: Document = {"tenant": key.tenant, "zone": key.zone, "day": key.day.isoformat()}
        update: Document = {"$inc": {"wanted": 1}, "$min": {"stale_at": now}, "$set": named}
        for attempt in range(_ATTEMPTS):
            try:
                await self._days.update_one({"_id": key.id}, update, upsert=True)
                return
            except DuplicateKeyError:  # two made it at once; the one that was late now finds it
                if attempt == _ATTEMPTS - 1:
                    raise

    async def stale(self, before: datetime, limit: int) -> list[DayKey]:
        """The days that have been stale since before that moment, the longest first."""
        found = await self._days.find_list(stale_filter(before), sort=(("stale_at", 1),), limit=limit)
        return [DayKey(each["tenant"], each["zone"], date.fromisoformat(each["day"])) for each in found]

    async def count(self, key: DayKey, now: datetime) -> bool:
        """Count a day anew, and mark the platform's. False: somebody else did, and it may have to be done again."""
        before = await self._days.find_one({"_id": key.id}, {"wanted": 1, "rev": 1})
        if before is None:
            return True
        totals = await (self._of_tenant(key) if key.tenant is not None else self._of_platform(key))
        revision = before.get("rev", 0)
        same = {"_id": key.id, "rev": revision} if revision else {"_id": key.id, "rev": {"$exists": False}}
        counted = totals.as_document() | {"rev": revision + 1, "counted_at": now}
        if (await self._days.update_one(same, {"$set": counted})).matched != 1:
            return False
        if key.tenant is not None:
            await self.mark(key.of_platform, now)
        unmark = {"_id": key.id, "wanted": before["wanted"]}
        return (await self._days.update_one(unmark, {"$unset": {"stale_at": ""}})).matched == 1

    async def days(self, tenant: str | None, first: date, last: date) -> Sequence[Document]:
        """The counted days from `first` to `last`, both included, in order; at most `MOST_ROWS`."""
        found = await self._days.find_list(days_filter(tenant, first, last), sort=SORT, limit=MOST_ROWS)
        return [day for day in found if "runs" in day]

    async def _of_tenant(self, key: DayKey) -> DayTotals:
        totals = DayTotals()
        async for execution in self._executions.find(ended_filter(key), _COUNTED, batch_size=500):
            if day_of(execution) == key:
                totals.add(execution)
        return totals

    async def _of_platform(self, key: DayKey) -> DayTotals:
        totals = DayTotals()
        async for day in self._of_date(key.day):
            if day["tenant"] is not None and "runs" in day:
                totals.plus(day)
        return totals

    def _of_date(self, day: date) -> AsyncIterator[Document]:
        return self._days.find({"day": day.isoformat()}, batch_size=500)


def stale_filter(before: datetime) -> Document:
    return {"stale_at": past.before(before)}


def days_filter(tenant: str | None, first: date, last: date) -> Document:
    return {"tenant": tenant, "day": {"$gte": first.isoformat(), "$lte": last.isoformat()}}


def ended_filter(key: DayKey) -> Document:
    start, end = key.around
    return {"tenant": key.tenant, "ended_at": {"$gte": start, "$lt": end}}
