"""Reading and changing the issues that somebody has selected."""

import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.kit.mongo import Database, Document, Filter
from psasync_results.domain.selection import IssueSelection
from psasync_results.store.issue_pages import IssueQuery
from psasync_results.store.issue_updates import DISMISSED, LIVE, OPEN
from psasync_results.store.issues import COLLECTION
from psasync_results.store.newest import FIELD, SORT

MOST_CHANGED = 10_000
"""Issues that one call changes; more are left to the next."""

LONGEST_SECONDS = 12.0
_AT_ONCE = 200

Update = Mapping[str, Any] | Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Person:
    """Whose decision it is: the key, and its name for people to read."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Changed:
    count: int
    more: bool  # the selection holds more than one call takes on


class ChosenIssues:
    """All of it within one tenant."""

    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def dismiss(
        self, tenant: str, selection: IssueSelection, by: Person, reason: str | None, now: datetime
    ) -> Changed:
        """Nobody is bothered by them until their records change: the hash of this moment is kept with them."""
        literal = {"by": by.name, "key": by.key, "at": now, "reason": reason}
        dismissal = {name: {"$literal": value} for name, value in literal.items()} | {"hash": "$hash"}
        # Merged of one part: a plain document would be laid over an earlier dismissal instead of replacing it.
        fields = {"state": DISMISSED, "dismissal": {"$mergeObjects": [dismissal]}}
        return await self._change(tenant, selection, OPEN, [{"$set": fields}])

    async def reopen(self, tenant: str, selection: IssueSelection, by: Person, now: datetime) -> Changed:
        """Take their dismissal back, which stays on record."""
        revoked = {"state": OPEN, "dismissal.revoked_by": by.name, "dismissal.revoked_at": now}
        return await self._change(tenant, selection, DISMISSED, {"$set": revoked})

    async def read(self, tenant: str, selection: IssueSelection, limit: int) -> tuple[list[Document], bool]:
        """At most `limit` of them, and whether there are more: of ids all that are live, of a filter the open ones."""
        fields = {"sync": 1, "entity": 1, "source_id": 1}
        if selection.ids is not None:
            found = [issue for ids in _some(selection.ids) async for issue in self._live(tenant, ids, fields)]
            return found[:limit], len(found) > limit
        found = await self._collection.find_list(_wanted(tenant, selection, OPEN), fields, SORT, limit=limit + 1)
        return found[:limit], len(found) > limit

    def _live(self, tenant: str, ids: Sequence[str], fields: Mapping[str, int]) -> AsyncIterator[Document]:
        return self._collection.find({"_id": {"$in": list(ids)}, "tenant": tenant, **LIVE}, fields)

    async def _change(self, tenant: str, selection: IssueSelection, state: str, update: Update) -> Changed:
        """From `state` to another, so that what has been changed is not found again."""
        if selection.ids is not None:
            count = 0
            for ids in _some(selection.ids):
                of_ids = {"_id": {"$in": list(ids)}, "tenant": tenant, "state": state}
                count += (await self._collection.update_many(of_ids, update)).modified
            return Changed(count, more=False)
        return await self._change_all(_wanted(tenant, selection, state), update)

    async def _change_all(self, wanted: Filter, update: Update) -> Changed:
        """The ones seen last first, a stretch of their order at a time: no call is long."""
        count, until = 0, time.monotonic() + LONGEST_SECONDS
        while count < MOST_CHANGED and time.monotonic() < until:
            found = await self._collection.find_list(wanted, {FIELD: 1}, SORT, limit=_AT_ONCE)
            if not found:
                return Changed(count, more=False)
            stretch = {**wanted, FIELD: {"$gte": found[-1][FIELD]}}
            count += (await self._collection.update_many(stretch, update)).modified
        return Changed(count, more=True)


def _wanted(tenant: str, selection: IssueSelection, state: str) -> Document:
    given = selection.filter.model_dump(mode="json") if selection.filter else {}
    return IssueQuery(tenant, state, **given).filter(None)


def _some(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
