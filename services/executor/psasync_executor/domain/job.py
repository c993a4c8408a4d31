"""A job: one execution as the executor knows it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from psasync.contracts.events.records import Cancellation
from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.internal import ResolvedSync
from psasync.contracts.vocabulary import Entity, Outcome, System
from psasync_executor.domain.plan import RunPlan
from psasync_executor.domain.retry import Failures


class JobState(StrEnum):
    AWAITED = "awaited"  # a cancel came before its request: only a marker
    QUEUED = "queued"  # in the inbox
    RUNNING = "running"  # somebody holds, or held, its lease
    PARKED = "parked"  # waits without a worker; keeps sync and connection
    CLOSING = "closing"  # decided; its last events are not all acknowledged
    CLOSED = "closed"


class Decided(BaseModel):
    """What is decided at the first claim and not again."""

    model_config = ConfigDict(frozen=True)

    sync: ResolvedSync
    plan: RunPlan


class Track(BaseModel):
    """How far one step that is not over has come."""

    model_config = ConfigDict(frozen=True)

    cursor: dict[str, Any]  # where its reading goes on
    read_from: datetime  # the source's time when it began


class Position(BaseModel):
    """How far a run has come; written with every page. Steps of different entities go on side by side."""

    model_config = ConfigDict(frozen=True)

    tracks: dict[int, Track] = {}  # by step; one that is in neither has not begun
    over: frozenset[int] = frozenset()  # steps
    pages: dict[Entity, int] = {}  # settled so far
    totals: dict[Entity, dict[Outcome, int]] = {}
    completed: tuple[Entity, ...] = ()
    unclean: frozenset[Entity] = frozenset()  # read with rows that could not be told apart: they prove no absence


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed job as it was stored when it was claimed."""

    id: str
    tenant: str
    sync: str
    request: SyncRequested
    requested_at: datetime
    deadline: datetime
    traceparent: str | None
    state: JobState
    owner: str  # names this very claim
    fence: int
    attempt: int
    seq: int  # of the next event
    partition: int | None  # of execution.records
    connection: str | None  # whose place it holds
    decided: Decided | None
    position: Position
    failures: Failures
    cancel: Cancellation | None
    outbox: bytes | None  # compressed
    claimed_at: datetime  # by the database's clock
    system: System | None = None  # that it reads from, as far as known when it was claimed
    slot: str | None = None  # under that system's ceiling

    @property
    def sync_key(self) -> str:
        return sync_key(self.tenant, self.sync)


def sync_key(tenant: str, sync: str) -> str:
    """A request that names another tenant's sync touches nothing of that sync, not even its place in the queue."""
    return f"{tenant}|{sync}"
