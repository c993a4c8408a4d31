"""Reading an execution's records and log in the order of seq, up to its watermark."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Any

from psasync.contracts.vocabulary import Outcome
from psasync.kit.mongo import Database, Document
from psasync_results.domain.execution import Execution
from psasync_results.domain.rows import BUCKET
from psasync_results.store.record_results import BUCKETS, LOGS, RECORDS

SORT = (("seq", 1),)
_FURTHER = 8
LOOKED_AT = 20_000
"""Records that a page looks at, at most, for those that a filter lets through which no index serves."""


@dataclass(frozen=True, slots=True)
class RecordQuery:
    outcome: str | None = None
    entity: str | None = None
    code: str | None = None
    label: str | None = None  # how it begins, casefolded

    @property
    def wants_unchanged(self) -> bool:
        return self.outcome in {None, Outcome.UNCHANGED} and self.code is None

    def matches(self, record: Document) -> bool:
        return (
            self.outcome in {None, record["outcome"]}
            and self.entity in {None, record["entity"]}
            and (self.code is None or self.code in record.get("codes", ()))
            and self.begins(record["label"])
        )

    def begins(self, label: str) -> bool:
        return self.label is None or label.casefold().startswith(self.label)


@dataclass(frozen=True, slots=True)
class Range:
    """Seqs to look at: above `after`, up to and with `last`."""

    after: int
    last: int

    def filter(self) -> Document:
        return {"$gt": self.after, "$lte": self.last}

    def __contains__(self, seq: int) -> bool:
        return self.after < seq <= self.last


@dataclass(frozen=True, slots=True)
class Found:
    """What matches, in the order of seq, up to and with `seen`; what lies further up was not looked at."""

    documents: list[Document]
    seen: int


class RecordPages:
    def __init__(self, database: Database) -> None:
        self._records = database.collection(RECORDS)
        self._buckets = database.collection(BUCKETS)
        self._logs = database.collection(LOGS)

    async def records(
        self, state: Execution, query: RecordQuery, after: int, limit: int
    ) -> tuple[Sequence[Document], int | None]:
        """At most `limit` records above seq `after`, and the seq to go on from if there may be more.

        A page is short where `LOOKED_AT` records held few that match.
        """
        seqs = _range(state, query, after)
        if seqs is None:
            return (), None
        found = await self._documents(state.id, query, seqs, limit + 1)
        if query.wants_unchanged and any(of_entity.get(Outcome.UNCHANGED) for of_entity in state.counts.values()):
            rows = await self._rows(state.id, query, seqs, limit + 1)
            found = _merged(found, rows)
        return _page(found, limit, seqs.last)

    async def log(
        self, state: Execution, level: str | None, after: int, limit: int
    ) -> tuple[Sequence[Document], int | None]:
        """At most `limit` lines above seq `after`, and the seq to go on from if there are more."""
        if not state.logged:
            return (), None
        wanted = log_filter(state.id, level, Range(after, state.last_seq))
        lines = await self._logs.find_list(wanted, sort=SORT, limit=limit + 1)
        return _page(Found(lines, state.last_seq), limit, state.last_seq)

    async def _documents(self, execution: str, query: RecordQuery, seqs: Range, limit: int) -> Found:
        """In looks that reach further each time: some servers read all of a range, whatever the limit."""
        found: list[Document] = []
        looked_at, after, reach = 0, seqs.after, 2 * limit
        while after < seqs.last:
            part = Range(after, min(after + reach, seqs.last))
            wanted, left = record_filter(execution, query, part), LOOKED_AT - looked_at
            async for record in self._records.find(wanted, sort=SORT, limit=left, batch_size=limit):
                looked_at += 1
                if query.matches(record):
                    found.append(record)
                if len(found) == limit or looked_at == LOOKED_AT:
                    return Found(found, record["seq"])
            after, reach = part.last, reach * _FURTHER
        return Found(found, seqs.last)

    async def _rows(self, execution: str, query: RecordQuery, seqs: Range, limit: int) -> Found:
        """Rows out of buckets, which are read one after another until there are enough."""
        found: list[Document] = []
        wanted, looked_at = bucket_filter(execution, seqs), 0
        async for bucket in self._buckets.find(wanted, sort=(("bucket", 1),), batch_size=2):
            found += _unfolded(bucket, query, seqs)
            looked_at += len(bucket["rows"])
            if len(found) >= limit or looked_at >= LOOKED_AT:
                return Found(found, (bucket["bucket"] + 1) * BUCKET - 1)
        return Found(found, seqs.last)


def record_filter(execution: str, query: RecordQuery, seqs: Range) -> Document:
    """What an index finds; `query.matches` tells the rest. The rarer of code and outcome leads."""
    leading: Document = {}
    if query.code is not None:
        leading = {"codes": query.code}
    elif query.outcome is not None:
        leading = {"outcome": query.outcome}
    return {"execution": execution, **leading, "seq": seqs.filter()}


def bucket_filter(execution: str, seqs: Range) -> Document:
    return {"execution": execution, "bucket": {"$gte": (seqs.after + 1) // BUCKET, "$lte": seqs.last // BUCKET}}


def log_filter(execution: str, level: str | None, seqs: Range) -> Document:
    return {"execution": execution, **({"level": level} if level else {}), "seq": seqs.filter()}


def _range(state: Execution, query: RecordQuery, after: int) -> Range | None:
    """Where such records can be; None if the counts already say that there are none.

    An entity's records lie together, so its span takes the place of an index.
    """
    if query.code is not None and query.code not in state.codes:
        return None
    counted = [of_entity for entity, of_entity in state.counts.items() if query.entity in {None, entity}]
    if not any(query.outcome is None or query.outcome in of_entity for of_entity in counted):
        return None
    if query.entity is None:
        return Range(after, state.last_seq)
    first, last = state.spans[query.entity]
    return Range(max(after, first - 1), last)


def _merged(records: Found, rows: Found) -> Found:
    """Both, as far as both were looked at."""
    seen = min(records.seen, rows.seen)
    return Found([each for each in merge(records.documents, rows.documents, key=_seq) if _seq(each) <= seen], seen)


def _page(found: Found, limit: int, last: int) -> tuple[list[Document], int | None]:
    if len(found.documents) > limit:
        return found.documents[:limit], _seq(found.documents[limit - 1])
    return found.documents, found.seen if found.seen < last else None


def _unfolded(bucket: Document, query: RecordQuery, seqs: Range) -> list[Document]:
    rows = sorted((int(seq), row) for seq, row in bucket["rows"].items())
    return [
        _unfold(seq, row, bucket)
        for seq, row in rows
        if seq in seqs and query.entity in {None, row[0]} and query.begins(row[2])
    ]


def _unfold(seq: int, row: Sequence[Any], bucket: Document) -> Document:
    entity, source_id, label, hash_, dest, date = row
    return {
        "seq": seq,
        "tenant": bucket["tenant"],
        "sync": bucket["sync"],
        "entity": entity,
        "source_id": source_id,
        "label": label,
        "outcome": Outcome.UNCHANGED.value,
        "hash": hash_,
        "dest": dest,
        "date": date,
    }


def _seq(document: Document) -> int:
    seq: int = document["seq"]
    return seq
