"""`execution.status`: what results has made of an execution, for other systems to follow."""

from typing import Literal

from pydantic import Field

from psasync.contracts.base import Contract, Id, Instant
from psasync.contracts.events.records import Cancellation, Counts, RunError
from psasync.contracts.vocabulary import HistoryOutcome, Mode, Status, Trigger

TYPE = "psasync.execution.status-changed"


class StatusChanged(Contract):
    """An execution reached a status. Its event id follows from both, so a repeated one is recognised."""

    version: Literal[1] = 1
    execution: Id
    tenant: Id
    sync: Id
    status: Status
    at: Instant
    trigger: Trigger
    mode: Mode
    requested_by: str = ""
    outcome: HistoryOutcome | None = None
    counts: Counts = Field(default_factory=dict)
    error: RunError | None = None
    canceled: Cancellation | None = None
