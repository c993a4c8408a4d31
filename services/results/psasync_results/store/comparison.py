"""One run of a sync held against another, failure by failure.

Failures have documents of their own and an index by outcome; what the other run says of the same records is found over
the index of records. Nothing else of either run is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import merge

from psasync.contracts.vocabulary import MISSING_OUTCOMES, Outcome
from psasync.kit.mongo import Database, Document
from psasync_results.domain.comparison import Change, change_of
from psasync_results.domain.execution import Execution
from psasync_results.store import executions
from psasync_results.store.documents import from_document
from psasync_results.store.newest import SORT, order, window
from psasync_results.store.of_record import OfRecords
from psasync_results.store.record_pages import SORT as SEQ_SORT
from psasync_results.store.record_pages import Range, RecordQuery, record_filter
from psasync_results.store.record_results import RECORDS

_LOOKED_BACK = 50  # executions among which the previous run is looked for
_CHUNK = 500
_CHUNKS = 4


@dataclass(frozen=True, slots=True)
class Compared:
    change: Change
    now: Document | None
    before: Document | None


class Comparisons:
    def __init__(self, database: Database) -> None:
        self._records = database.collection(RECORDS)
        self._of_records = OfRecords(database)
        self._executions = database.collection(executions.COLLECTION)

    async def previous(self, state: Execution) -> Execution | None:
        """The run of the same sync right before: one that was begun, has ended and was not dry."""
        if state.tenant is None or state.sync is None or state.requested_at is None:
            return None
        wanted = previous_filter(state.tenant, state.sync, order(state.requested_at, state.id))
        found = await self._executions.find_list(wanted, {"pending": 0}, SORT, limit=_LOOKED_BACK)
        runs = [from_document(document) for document in found]
        before = [run for run in runs if run.ended and not run.dry_run and 0 < run.fence < state.fence]
        return max(before, key=lambda run: run.fence, default=None)

    async def page(
        self, run: Execution, other: Execution, change: Change, after: int, limit: int
    ) -> tuple[Sequence[Compared], int | None]:
        """At most `limit` records in the order of the run whose failures they are, and the seq to go on from.

        A page is short where many failures in a row are of other kinds.
        """
        base, against = (run, other) if change.begins_here else (other, run)
        found: list[Compared] = []
        for _ in range(_CHUNKS):
            failures = await self._failures(base, after, _CHUNK + 1)
            for failure, twin in await self._with_twins(failures[:_CHUNK], against):
                compared = _compared(failure, twin, here=change.begins_here)
                if compared.change is change:
                    found.append(compared)
                if len(found) == limit:
                    return found, failure["seq"]
            if len(failures) <= _CHUNK:
                return found, None
            after = failures[_CHUNK - 1]["seq"]
        return found, after

    async def _failures(self, run: Execution, after: int, limit: int) -> list[Document]:
        seqs = Range(after, run.last_seq)
        wanted = [record_filter(run.id, RecordQuery(outcome.value), seqs) for outcome in sorted(MISSING_OUTCOMES)]
        kinds = [await self._records.find_list(each, sort=SEQ_SORT, limit=limit) for each in wanted]
        return list(merge(*kinds, key=lambda record: record["seq"]))[:limit]

    async def _with_twins(
        self, failures: Sequence[Document], against: Execution
    ) -> list[tuple[Document, Document | None]]:
        """Each failure with the other run's result for the same record."""
        twins: dict[tuple[str, str], Document] = {}
        if failures and against.sync is not None:
            ids = sorted({failure["source_id"] for failure in failures})
            async for record in self._of_records.find(against.sync, ids, fences_of(against)):
                if record["execution"] == against.id and record["seq"] <= against.last_seq:
                    twins[record["entity"], record["source_id"]] = record
        return [(failure, twins.get((failure["entity"], failure["source_id"]))) for failure in failures]


def previous_filter(tenant: str, sync: str, before: str) -> Document:
    return {"tenant": tenant, "sync": sync, **window(before)}


def fences_of(run: Execution) -> Document:
    """They lie together, as runs of a sync do not overlap."""
    first = run.attempts[0].fence if run.attempts and run.attempts[0].number == 1 else 0
    return {"$gte": first, "$lte": run.fence}


def _compared(failure: Document, twin: Document | None, *, here: bool) -> Compared:
    now, before = (failure, twin) if here else (twin, failure)
    change = change_of(_outcome(now), _outcome(before))
    if change is None:
        raise ValueError("neither of the two is a failure")
    return Compared(change, now, before)


def _outcome(record: Document | None) -> Outcome | None:
    return Outcome(record["outcome"]) if record is not None else None
