"""A stream of record events, as an executor would publish it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from psasync.contracts.events.records import RecordResult, encode
from psasync.contracts.vocabulary import Entity, Outcome

PAGE = 1000


class Mix(Enum):
    """How many records of the stream are created; the others are unchanged. The value is the step between two."""

    NIGHTLY = 10
    FIRST_IMPORT = 1


def pages(execution: str, count: int, mix: Mix) -> Iterator[list[bytes]]:
    """`count` record results in pages, seqs from 1."""
    for first in range(1, count + 1, PAGE):
        seqs = range(first, min(first + PAGE, count + 1))
        yield [encode(result(execution, seq, created=seq % mix.value == 0)) for seq in seqs]


def result(execution: str, seq: int, *, created: bool = True) -> RecordResult:
    return RecordResult(
        execution=execution,
        tenant="tenant",
        sync="sync",
        seq=seq,
        fence=1,
        at=1_800_000_000_000,
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        entity=Entity.CONTACT,
        id=str(seq),
        label=f"Contact number {seq}",
        outcome=Outcome.CREATED if created else Outcome.UNCHANGED,
        hash=f"{seq:032x}",
        dest="5e0f7b62-9a0c-5d36-8c9e-2f6f0a7d1b43",
    )
