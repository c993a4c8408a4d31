"""The issues: one document per sync, entity, source id and code, live until a record proves it over."""

from collections.abc import Sequence

from psasync.kit.mongo import BulkOperation, BulkWriteError, Database, Document, only_duplicates
from psasync_results.domain.issues import (
    Cleared,
    RecordKey,
    Seen,
    Telling,
    by_record,
    by_sync,
    cleared,
    issue_id,
    may_close,
    seen,
)
from psasync_results.store.issue_updates import LIVE, closed_update, seen_update
from psasync_results.store.later_results import LaterResults

COLLECTION = "issues"
LIVE_OF_SYNC = "live_of_sync"
"""The index that finds what is live of a sync, all of it or of some records."""

_READ_AT_ONCE = 2_000
_ASKED_AT_ONCE = 500


class Issues:
    """Step 2 of the fold.

    `in_order`: the executions of each sync come in the order of their fences, so nothing is ever folded late.
    """

    def __init__(self, database: Database, *, in_order: bool = False) -> None:
        self._collection = database.collection(COLLECTION)
        self._later = None if in_order else LaterResults(database)

    async def apply(self, events: Sequence[Telling]) -> None:
        """Open what is seen, then close what is over. What could be over is looked at only where something is live."""
        found_issues = seen(events)
        await self._write([seen_update(each) for each in found_issues])
        closing = [closed_update(id_, clear) for id_, clear in await self._over_since(found_issues)]
        for sync, telling in by_sync(filter(may_close, events)).items():
            found = await self._live_issues(sync, telling)
            over = by_record(cleared(telling)) if found else {}
            for issue in found:
                record = RecordKey(sync, issue["entity"], issue["source_id"])
                closing += [
                    closed_update(issue["_id"], clear) for clear in over.get(record, ()) if _closes(clear, issue)
                ]
        await self._write(closing)

    async def _over_since(self, found: Sequence[Seen]) -> list[tuple[str, Cleared]]:
        """Those of them that a later execution, folded before, has proved over."""
        over = by_record(await self._later.clearing(found)) if found and self._later else {}
        closed: list[tuple[str, Cleared]] = []
        for issue in found:
            code = issue.issue.code.value
            # What was asked for is later than the oldest of these issues, and perhaps not than this one.
            clears = [each for each in over.get(issue.record, ()) if code not in each.still and each.when > issue.when]
            if clears:
                closed.append((issue_id(issue.record, code), min(clears, key=lambda each: each.when)))
        return closed

    async def _live_issues(self, sync: str, telling: Sequence[Telling]) -> list[Document]:
        """At least those of the records told of. Most syncs have few, and then one short read of all tells."""
        of_sync: Document = {"sync": sync, **LIVE}
        fields = {"entity": 1, "source_id": 1, "code": 1}
        found = await self._collection.find_list(of_sync, fields, limit=_READ_AT_ONCE)
        if len(found) == _READ_AT_ONCE:
            found = []
            ids = sorted({clear.record.source_id for clear in cleared(telling)})
            for start in range(0, len(ids), _ASKED_AT_ONCE):
                asked = of_sync | {"source_id": {"$in": ids[start : start + _ASKED_AT_ONCE]}}
                found += [issue async for issue in self._collection.find(asked, fields)]
        return found

    async def _write(self, updates: Sequence[BulkOperation]) -> None:
        """A refused upsert means that the stored issue is as new as the event or newer, and stays."""
        try:
            await self._collection.bulk_write(updates, ordered=False)
        except BulkWriteError as error:
            if not only_duplicates(error):
                raise


def _closes(clear: Cleared, issue: Document) -> bool:
    return issue["code"] not in clear.still
