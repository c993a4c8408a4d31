"""`execution.records`: everything an executor says about an execution, one ordered stream per execution.

The compact form: one JSON object per event, its envelope inside the body, no headers. `seq` counts from 1 without
gaps within an execution and never changes its meaning; `fence` orders the attempts that wrote it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from psasync.contracts.base import Contract, Id, Instant, SourceId
from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Entity, ErrorKind, LogLevel, Outcome

Counts = Mapping[Outcome, Annotated[int, Field(ge=0)]]
EntityCounts = Mapping[Entity, Counts]


class Envelope(Contract):
    """The fields that every event on the topic has."""

    v: Literal[1] = 1
    execution: Id
    tenant: Id
    sync: Id
    seq: int = Field(ge=1)
    fence: int = Field(ge=0)
    at: int = Field(description="When the executor wrote it, in milliseconds since 1970 UTC.")
    traceparent: str | None = None


class ExecutionStarted(Envelope):
    """The first event of an execution that an executor took up. Wins over the request event."""

    type: Literal["execution.started"] = "execution.started"
    request: SyncRequested
    requested_at: Instant
    executor: str
    attempt: int = Field(ge=1)
    settings: Mapping[str, Any] = Field(
        default_factory=dict, description="The resolved settings of the run; never a secret."
    )


class RecordResult(Envelope):
    """The fate of one record. A source id is reported once per execution and entity."""

    type: Literal["record.result"] = "record.result"
    entity: Entity
    id: SourceId
    label: str = Field(default="", max_length=200)
    outcome: Outcome
    hash: str | None = Field(default=None, description="Content hash, hexadecimal.")
    dest: str | None = Field(default=None, description="The record's id in the destination.")
    date: Instant | None = Field(default=None, description="Business date.")
    issues: tuple[Issue, ...] = ()


class ExecutionProgress(Envelope):
    """Where a run stands: once per page, when it waits, and when another executor takes over."""

    type: Literal["execution.progress"] = "execution.progress"
    attempt: int = Field(ge=1)
    executor: str
    entity: Entity | None = None
    page: int | None = Field(default=None, ge=1, description="Pages of this entity settled so far.")
    entity_done: bool = False
    deletions_settled: bool = Field(
        default=False, description="With `entity_done`: a complete pass held nothing back, so held deletions are over."
    )
    totals: EntityCounts = Field(default_factory=dict, description="All outcomes so far, this page included.")
    waiting_until: Instant | None = None
    waiting_reason: str | None = Field(default=None, max_length=300)


class ExecutionLog(Envelope):
    """A line of the log that people read; without secrets and record contents."""

    type: Literal["execution.log"] = "execution.log"
    level: LogLevel
    message: str = Field(max_length=2000)
    code: IssueCode | None = None


class RunError(Contract):
    kind: ErrorKind
    code: IssueCode
    message: str = Field(max_length=2000)
    hint: str = Field(default="", max_length=1000)


class Cancellation(Contract):
    by: str = Field(default="", max_length=200)
    reason: str = Field(default="", max_length=500)
    superseded_by: Id | None = Field(default=None, description="The queued execution that this request joined.")


class ExecutionEnded(Envelope):
    """The last event of an execution: its seq is the execution's last."""

    type: Literal["execution.ended"] = "execution.ended"
    request: SyncRequested
    requested_at: Instant
    result: Literal["completed", "error", "canceled"]
    totals: EntityCounts = Field(description="Every outcome of the run; `fetched` is their sum without deletions.")
    fetched: Mapping[Entity, int] = Field(default_factory=dict)
    completed_entities: tuple[Entity, ...] = Field(default=(), description="Entities that were read to their end.")
    error: RunError | None = None
    canceled: Cancellation | None = None


RecordsEvent = Annotated[
    ExecutionStarted | RecordResult | ExecutionProgress | ExecutionLog | ExecutionEnded,
    Field(discriminator="type"),
]
RECORDS_EVENT: TypeAdapter[RecordsEvent] = TypeAdapter(RecordsEvent)


def encode(event: RecordsEvent) -> bytes:
    return RECORDS_EVENT.dump_json(event, exclude_none=True)


@lru_cache(maxsize=256)  # the events of a page have the same
def instant_of(at: int) -> datetime:
    """The moment that an envelope's `at` names."""
    return datetime.fromtimestamp(at / 1000, tz=UTC)
