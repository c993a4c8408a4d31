"""The days that will be summed up: one document for each tenant and day on which something ended."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from psasync.kit.mongo import Database, Document, DuplicateKeyError
from psasync_results.notices.domain.digest import Day
from psasync_results.store import past
from psasync_results.store.executions import COLLECTION as EXECUTIONS
from psasync_results.store.newest import SORT, window

COLLECTION = "notice_digests"
MOST_EXECUTIONS = 5_000
"""Of one tenant and day; a digest says no more than what it has looked at."""

_ASKED_BEFORE = timedelta(days=2)
"""An execution that ended on a day was requested this long before it, at most."""

_READ = {"sync": 1, "status": 1, "totals": 1, "ended_at": 1, "request.dry_run": 1}


class Digests:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)
        self._executions = database.collection(EXECUTIONS)

    async def expect(self, day: Day) -> None:
        """Have the day summed up. Without effect if that is known, or done."""
        document: Document = {
            "_id": day.name,
            "tenant": day.tenant,
            "date": day.date.isoformat(),
            "zone": day.zone,
            "day_start": day.start,
            "day_end": day.end,
            "due": day.due,
        }
        try:
            await self._collection.insert_one(document)
        except DuplicateKeyError:
            return

    async def claim(self, now: datetime, until: datetime) -> Day | None:
        """A day that is due; found again after `until` unless it is `done` by then."""
        due = {"due": past.up_to(now)}
        document = await self._collection.find_one_and_update(due, {"$set": {"due": until}}, sort=(("due", 1),))
        return _day(document) if document else None

    async def done(self, day: Day) -> None:
        await self._collection.update_one({"_id": day.name}, {"$set": {"due": None}})

    async def executions(self, day: Day) -> list[Document]:
        """Executions of the tenant that may have ended on the day, at most `MOST_EXECUTIONS`."""
        asked = window(None, day.start - _ASKED_BEFORE, day.end)
        wanted: Document = {"tenant": day.tenant, **asked}
        return await self._executions.find_list(wanted, _READ, SORT, limit=MOST_EXECUTIONS)


def _day(document: Mapping[str, Any]) -> Day:
    day = date.fromisoformat(document["date"])
    start, end = document["day_start"], document["day_end"]
    return Day(document["tenant"], day, document["zone"], start, end, document["due"])
