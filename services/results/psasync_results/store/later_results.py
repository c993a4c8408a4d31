"""Results that come later in the history of their sync than what is being folded.

Executions lie in different partitions, which are read side by side: an issue of an older execution may be folded after
a newer one has proved it over, and then nothing would close it any more.
"""

from collections.abc import Iterator, Sequence

from psasync.contracts.vocabulary import Outcome
from psasync.kit.mongo import Database, Document
from psasync_results.domain.issues import Cleared, Moment, RecordKey, Seen, StoredResult, cleared_by_result
from psasync_results.store.of_record import OfRecords

_ASKED_AT_ONCE = 500
_FIELDS = ("execution", "seq", "fence", "sync", "entity", "source_id", "outcome", "codes", "at", "dry_run")


class LaterResults:
    """Records are written before issues are, so of two executions that are folded at once one sees the other."""

    def __init__(self, database: Database) -> None:
        self._records = OfRecords(database)

    async def clearing(self, found: Sequence[Seen]) -> list[Cleared]:
        """What has proved these issues over since."""
        clears: list[Cleared] = []
        for sync, ids, fence in _questions(found):
            async for document in self._records.find(sync, ids, {"$gt": fence}, _FIELDS):
                clear = cleared_by_result(_stored(document))
                if clear is not None:
                    clears.append(clear)
        return clears


def _questions(found: Sequence[Seen]) -> Iterator[tuple[str, list[str], int]]:
    """By sync: some of its records, and the fence behind which results of them would be later."""
    by_sync: dict[str, list[Seen]] = {}
    for seen in found:
        by_sync.setdefault(seen.record.sync, []).append(seen)
    for sync, of_sync in by_sync.items():
        fence = min(seen.when.fence for seen in of_sync)
        ids = sorted({seen.record.source_id for seen in of_sync})
        for start in range(0, len(ids), _ASKED_AT_ONCE):
            yield sync, ids[start : start + _ASKED_AT_ONCE], fence


def _stored(document: Document) -> StoredResult:
    return StoredResult(
        RecordKey(document["sync"], document["entity"], document["source_id"]),
        Outcome(document["outcome"]),
        frozenset(document.get("codes", ())),
        Moment(document["fence"], document["seq"], document["execution"], document["at"]),
        dry_run=document.get("dry_run", False),
    )
