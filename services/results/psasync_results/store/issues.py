"""The issues: one document per sync, entity, source id and code, open until a record proves it over.

Each update is filtered on the stored (fence, seq) being lower: repeated and late events change nothing, and an
issue counts each result once.
"""

from collections.abc import Sequence
from typing import Any

from psasync.kit.mongo import BulkOperation, BulkWriteError, Database, Document, UpdateOne, only_duplicates
from psasync_results.domain.issues import (
    Cleared,
    Moment,
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
from psasync_results.store.later_results import LaterResults
from psasync_results.store.newest import order

COLLECTION = "issues"
OPEN = "open"
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
        """Open what is seen, then close what is over. What could be over is looked at only where something is open."""
        found_issues = seen(events)
        await self._write([_seen_update(each) for each in found_issues])
        closing = [_closed_update(id_, clear) for id_, clear in await self._over_since(found_issues)]
        for sync, telling in by_sync(filter(may_close, events)).items():
            found = await self._open_issues(sync, telling)
            over = by_record(cleared(telling)) if found else {}
            for issue in found:
                record = RecordKey(sync, issue["entity"], issue["source_id"])
                closing += [
                    _closed_update(issue["_id"], clear) for clear in over.get(record, ()) if _closes(clear, issue)
                ]
        await self._write(closing)

    async def _over_since(self, found: Sequence[Seen]) -> list[tuple[str, Cleared]]:
        """Those of them that a later execution, folded before, has proved over."""
        over = by_record(await self._later.clearing(found)) if found and self._later else {}
        closed: list[tuple[str, Cleared]] = []
        for issue in found:
            code = issue.issue.code.value
            clears = [clear for clear in over.get(issue.record, ()) if code not in clear.still]
            if clears:
                first = min(clears, key=lambda clear: (clear.when.fence, clear.when.seq))
                closed.append((issue_id(issue.record, code), first))
        return closed

    async def _open_issues(self, sync: str, telling: Sequence[Telling]) -> list[Document]:
        """At least those of the records told of. Most syncs have few, and then one short read of all tells."""
        of_sync: Document = {"sync": sync, "state": OPEN}
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


def _older(when: Moment) -> list[Document]:
    return [{"fence": {"$lt": when.fence}}, {"fence": when.fence, "seq": {"$lt": when.seq}}]


def _seen_update(found: Seen) -> UpdateOne:
    code, when, record = found.issue.code.value, found.when, found.record
    first: dict[str, Any] = {
        "tenant": found.tenant,
        "sync": record.sync,
        "entity": record.entity,
        "source_id": record.source_id,
        "code": code,
        "first_seen_at": when.at,
        "first_execution": when.execution,
    }
    latest: dict[str, Any] = {
        "state": OPEN,
        "severity": found.issue.severity.value,
        "field": found.issue.field,
        "message": found.issue.message,
        "label": found.label,
        "hash": found.hash,
        "last_seen_at": when.at,
        "last_execution": when.execution,
        "order": order(when.at, issue_id(record, code)),
        "closed_at": None,
        "closed_by": None,
        "fence": when.fence,
        "seq": when.seq,
    }
    older = {"_id": issue_id(record, code), "$or": _older(when)}
    return UpdateOne(older, {"$setOnInsert": first, "$set": latest, "$inc": {"count": 1}}, upsert=True)


def _closed_update(id_: str, clear: Cleared) -> UpdateOne:
    when = clear.when
    older = {"_id": id_, "state": OPEN, "$or": _older(when)}
    closed = {
        "state": "resolved",
        "resolution": clear.state,
        "closed_at": when.at,
        "closed_by": when.execution,
        "fence": when.fence,
        "seq": when.seq,
    }
    return UpdateOne(older, {"$set": closed})
