"""A tenant's issues by code: how many, and when one was last seen."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from psasync.kit.mongo import Database, Document
from psasync_results.store.issues import COLLECTION
from psasync_results.store.newest import FIELD

MOST_COUNTED = 10_000
BY_CODE = "by_code"
OF_SYNC_BY_CODE = "of_sync_by_code"
"""The indexes that walk from code to code."""

FIRST_OF_CODE = (("code", 1), (FIELD, 1))
LAST_OF_CODE = (("code", -1), (FIELD, -1))


@dataclass(frozen=True, slots=True)
class GroupQuery:
    tenant: str
    state: str
    sync: str | None = None

    def filter(self) -> Document:
        of_sync = {} if self.sync is None else {"sync": self.sync}
        return {"tenant": self.tenant, **of_sync, "state": self.state}


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    count: int
    more: bool  # there are more than were counted
    last_seen_at: datetime


class IssueGroups:
    """Three short questions per code that occurs; there are no more codes than the catalogue has."""

    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def of(self, query: GroupQuery) -> list[Group]:
        return [group async for group in self._groups(query)]

    async def _groups(self, query: GroupQuery) -> AsyncIterator[Group]:
        wanted, last = query.filter(), ""
        while True:
            above = {**wanted, "code": {"$gt": last}}
            found = await self._collection.find_list(above, {"code": 1}, FIRST_OF_CODE, limit=1)
            if not found:
                return
            last = found[0]["code"]
            group = await self._group(query, last)
            if group is not None:
                yield group

    async def _group(self, query: GroupQuery, code: str) -> Group | None:
        """None: its last issue has left the state in between."""
        of_code = {**query.filter(), "code": code}
        count = await self._collection.count(of_code, MOST_COUNTED + 1)
        newest = await self._collection.find_list(of_code, {"last_seen_at": 1}, LAST_OF_CODE, limit=1)
        if not newest or not count:
            return None
        return Group(code, min(count, MOST_COUNTED), count > MOST_COUNTED, newest[0]["last_seen_at"])
