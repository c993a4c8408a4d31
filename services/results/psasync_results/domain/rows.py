"""A record result in the form in which it is kept: a document of its own, or a row in a bucket.

Everything follows from the event and its seq alone, so writing it again, by whomever, writes the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from psasync.contracts.base import epoch_ms
from psasync.contracts.events.records import RecordResult, instant_of
from psasync.contracts.vocabulary import Outcome
from psasync_results.domain.execution import LATEST
from psasync_results.domain.record import AnyRecord

BUCKET = 1000
"""Seqs of one bucket: seq // BUCKET names it."""

EARLIEST_DATE = datetime(1, 1, 3, tzinfo=UTC)

Row = tuple[str, str, str, str | None, str | None, datetime | None]
"""entity, source id, label, hash, destination id, business date"""


@dataclass(slots=True)
class Bucket:
    """Rows of unchanged records that belong into one bucket document."""

    execution: str
    number: int
    tenant: str
    sync: str
    at: datetime  # of its latest row
    rows: dict[int, Row] = field(default_factory=dict)  # by seq


def bucketed(event: AnyRecord) -> bool:
    """Whether the record goes into a bucket. An unchanged one with an issue has more to tell than a row holds."""
    return event.outcome is Outcome.UNCHANGED and not event.issues


def name(execution: str, number: int) -> str:
    """The document id of a seq or a bucket of an execution."""
    return f"{execution}:{number}"


def record_document(event: AnyRecord, *, dry_run: bool = False) -> dict[str, Any]:
    document: dict[str, Any] = {
        "_id": name(event.execution, event.seq),
        "execution": event.execution,
        "seq": event.seq,
        "tenant": event.tenant,
        "sync": event.sync,
        "entity": event.entity._value_,
        "source_id": event.id,
        "label": event.label,
        "outcome": event.outcome._value_,
        "hash": event.hash,
        "dest": event.dest,
        "date": _storable(event.date),
        "at": instant_of(event.at),
        "fence": event.fence,
    }
    if dry_run:
        document["dry_run"] = True
    if event.issues:
        document["issues"] = [issue.model_dump(mode="json", exclude_none=True) for issue in event.issues]
        document["codes"] = sorted({issue.code.value for issue in event.issues})
    return document


def record_result(document: Mapping[str, Any]) -> RecordResult:
    """The event that a record's document was made from, but for a trace and a date that no database holds."""
    return RecordResult(
        execution=document["execution"],
        tenant=document["tenant"],
        sync=document["sync"],
        seq=document["seq"],
        fence=document["fence"],
        at=epoch_ms(document["at"]),
        entity=document["entity"],
        id=document["source_id"],
        label=document["label"],
        outcome=document["outcome"],
        hash=document["hash"],
        dest=document["dest"],
        date=document["date"],
        issues=document.get("issues", ()),
    )


def buckets(events: Iterable[AnyRecord]) -> list[Bucket]:
    """The bucket rows of unchanged records."""
    found: dict[tuple[str, int], Bucket] = {}
    for event in events:
        key = (event.execution, event.seq // BUCKET)
        at = instant_of(event.at)
        bucket = found.get(key)
        if bucket is None:
            bucket = found[key] = Bucket(*key, event.tenant, event.sync, at)
        bucket.at = max(bucket.at, at)
        bucket.rows[event.seq] = (
            event.entity._value_,
            event.id,
            event.label,
            event.hash,
            event.dest,
            _storable(event.date),
        )
    return list(found.values())


def _storable(date: datetime | None) -> datetime | None:
    """A business date as the database can hold it; a PSA may say anything, and a date beyond all years says nothing."""
    return date if date is None or EARLIEST_DATE < date < LATEST else None
