"""What is known of one execution: the state that events are folded into."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from psasync.contracts.events.records import Cancellation, RunError
from psasync.contracts.vocabulary import HistoryOutcome, Status
from psasync_results.domain.counts import EntityCounts

EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""Between these lies every moment that a document may hold, in any zone."""

MAX_ATTEMPTS = 50
"""Attempts that a document lists, the latest ones: a run that is taken over for ever must not grow without end."""

MAX_UNREADABLE = 20
"""Sequence numbers that a document lists of events that could not be read."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One executor's turn."""

    number: int
    executor: str
    fence: int
    started_at: datetime
    last_at: datetime  # when it last reported
    waiting: str | None = None  # what it waited for then


@dataclass(frozen=True, slots=True)
class CancelAsked:
    """Somebody asked for the execution to stop."""

    tenant: str  # as the asker named it; another tenant's wish is not shown and has no effect
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """Events that should have come before the one found: nothing behind them counts until they do."""

    expected: int
    found: int
    since: datetime


@dataclass(frozen=True, slots=True)
class EntityProgress:
    pages: int
    done: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """How many records an attempt's executor had treated by a moment of its clock."""

    at: datetime
    treated: int


@dataclass(slots=True)
class Execution:
    """One execution. All of it follows from the events up to `last_seq`, the request and the cancel."""

    id: str
    tenant: str | None = None
    sync: str | None = None
    status: Status | None = None  # None: only a cancel is known, and it is not shown as an execution
    announced: Status | None = None  # the last status for which an event was made
    request: Mapping[str, Any] | None = None  # the request's facts, see domain/request.py
    requested_at: datetime | None = None
    deadline: datetime | None = None
    traceparent: str | None = None  # of the latest event that had one
    spoken: bool = False  # an executor repeated the request: the request event has nothing to add
    cancel: CancelAsked | None = None

    last_seq: int = 0
    fence: int = 0
    gap: Gap | None = None
    heard_at: datetime | None = None  # when an executor last reported
    started_at: datetime | None = None
    ended_at: datetime | None = None
    attempts: tuple[Attempt, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    counts: EntityCounts = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)  # entity -> its first and last seq
    codes: dict[str, int] = field(default_factory=dict)  # issue code -> records that have it
    coded: dict[str, EntityCounts] = field(default_factory=dict)  # entity -> outcome -> issue code -> records
    pace: tuple[Mark, ...] = ()  # how far it was when, of late
    logged: int = 0  # lines of log
    unreadable: tuple[int, ...] = ()
    progress: dict[str, EntityProgress] = field(default_factory=dict)
    current_entity: str | None = None
    waiting_until: datetime | None = None
    waiting_reason: str | None = None

    outcome: HistoryOutcome | None = None
    error: RunError | None = None
    canceled: Cancellation | None = None
    completed_entities: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()  # where announced totals and received records do not fit

    @property
    def ended(self) -> bool:
        return self.status is not None and self.status.terminal

    @property
    def dry_run(self) -> bool:
        return bool(self.request and self.request["dry_run"])

    @property
    def cancel_asked(self) -> CancelAsked | None:
        """The wish to stop that counts: the one of the execution's own tenant."""
        return self.cancel if self.cancel is not None and self.cancel.tenant == self.tenant else None

    @property
    def duration(self) -> timedelta | None:
        """From start to end by the executors' clocks; never negative, whatever those say."""
        if self.started_at is None or self.ended_at is None:
            return None
        return max(timedelta(0), self.ended_at - self.started_at)

    def copy(self) -> "Execution":
        """A state that can be folded further without touching this one."""
        return replace(
            self,
            counts={entity: dict(of_entity) for entity, of_entity in self.counts.items()},
            spans=dict(self.spans),
            codes=dict(self.codes),
            coded={
                entity: {outcome: dict(codes) for outcome, codes in of_entity.items()}
                for entity, of_entity in self.coded.items()
            },
            progress=dict(self.progress),
        )
