"""A stream of record events, as an executor would publish it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from psasync.contracts.events.records import ExecutionStarted, RecordResult, RecordsEvent, encode, instant_of
from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.vocabulary import Entity, Outcome, Trigger

PAGE = 1000
AT_MS = 1_800_000_000_000


class Mix(Enum):
    """How many records of the stream are created; the others are unchanged. The value is the step between two."""

    NIGHTLY = 10
    FIRST_IMPORT = 1


def pages(execution: str, count: int, mix: Mix) -> Iterator[list[bytes]]:
    """The start of a run and record results, `count` events in pages, seqs from 1."""
    for first in range(1, count + 1, PAGE):
        seqs = range(first, min(first + PAGE, count + 1))
        yield [encode(_event(execution, seq, created=seq % mix.value == 0)) for seq in seqs]


def _event(execution: str, seq: int, *, created: bool) -> RecordsEvent:
    return started(execution) if seq == 1 else result(execution, seq, created=created)


def started(execution: str) -> ExecutionStarted:
    request = SyncRequested(tenant="tenant", sync="sync", trigger=Trigger.NIGHTLY, requested_by="schedule")
    return ExecutionStarted(
        execution=execution,
        tenant="tenant",
        sync="sync",
        seq=1,
        fence=1,
        at=AT_MS,
        request=request,
        requested_at=instant_of(AT_MS),
        executor="bench",
        attempt=1,
    )


def result(execution: str, seq: int, *, created: bool = True) -> RecordResult:
    return RecordResult(
        execution=execution,
        tenant="tenant",
        sync="sync",
        seq=seq,
        fence=1,
        at=AT_MS,
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        entity=Entity.CONTACT,
        id=str(seq),
        label=f"Contact number {seq}",
        outcome=Outcome.CREATED if created else Outcome.UNCHANGED,
        hash=f"{seq:032x}",
        dest="5e0f7b62-9a0c-5d36-8c9e-2f6f0a7d1b43",
    )
