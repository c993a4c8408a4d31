"""What the HTTP interface answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from psasync.contracts.events.records import Cancellation, RunError
from psasync.contracts.events.requested import Period
from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Entity, HistoryOutcome, LogLevel, Mode, Outcome, Severity, Status, Trigger
from psasync_results.api.attempt_views import AttemptView
from psasync_results.api.pace_views import PaceView

SHOWN: Mapping[Status, str] = {
    Status.QUEUED: "QUEUED",
    Status.IN_PROGRESS: "IN PROGRESS",
    Status.FINISHED: "FINISHED",
    Status.FINISHED_WITH_WARNINGS: "FINISHED ⚠︎",
    Status.ERROR: "ERROR",
    Status.CANCELED: "CANCELED",
}


class CancelAskedView(BaseModel):
    by: str
    reason: str
    at: datetime


class WaitingView(BaseModel):
    until: datetime | None
    reason: str | None


class SummaryView(BaseModel):
    """One line of the history."""

    id: str
    tenant: str
    sync: str
    status: Status
    status_text: str = Field(description="The status as people are shown it.")
    outcome: HistoryOutcome | None = Field(description="How it is summed up in the history, once it has ended.")
    trigger: Trigger | None
    mode: Mode | None
    dry_run: bool
    default_run: bool = Field(description="Everything new, changed or left over, of all entities, without a period.")
    period: Period | None = Field(None, description="The days that were asked for; null: whatever their date.")
    entities: list[Entity] | None = Field(None, description="Those that were asked for; null: all of the sync.")
    record_count: int | None = Field(None, description="How many single records were asked for; null: no list.")
    retry_of: str | None = Field(None, description="The execution whose failures were asked for.")
    requested_by: str
    requested_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    duration_ms: int | None = Field(description="Milliseconds from start to end.")
    totals: dict[Outcome, int] = Field(description="Records by outcome, all entities together.")
    fetched: int = Field(description="Records read at the source; deletions are not among them.")
    waiting: WaitingView | None
    cancel_requested: CancelAskedView | None
    error: RunError | None
    canceled: Cancellation | None


class EntityProgressView(BaseModel):
    pages: int
    done: bool


class GapView(BaseModel):
    expected: int
    found: int
    since: datetime


class ExecutionView(SummaryView):
    """One execution as far as it is known."""

    deadline: datetime | None
    request: dict[str, Any] | None = Field(description="The request, without its list of records.")
    settings: dict[str, Any] = Field(description="The settings that the run resolved to.")
    counts: dict[Entity, dict[Outcome, int]]
    codes: dict[IssueCode, int] = Field(description="Records by issue code.")
    progress: dict[Entity, EntityProgressView]
    pace: PaceView
    current_entity: Entity | None
    completed_entities: list[Entity]
    attempts: list[AttemptView]
    last_seq: int = Field(description="Events folded in; records and log lines are shown up to this one.")
    log_lines: int
    heard_at: datetime | None = Field(description="When an executor last reported.")
    silent_since: datetime | None = Field(description="No executor has reported since, though one should have.")
    gap: GapView | None = Field(description="Events that are missing; nothing after them is counted.")
    unreadable: list[int] = Field(description="Events that arrived and could not be read.")
    differences: list[str] = Field(description="Where the announced totals and what arrived do not fit.")


class RecordView(BaseModel):
    """One record's outcome."""

    seq: int
    entity: Entity
    source_id: str
    label: str
    outcome: Outcome
    issues: list[Issue] = Field(default_factory=list)
    hash: str | None = None
    dest: str | None = Field(None, description="The record's id in the destination.")
    date: datetime | None = Field(None, description="Business date.")
    at: datetime | None = Field(None, description="When it was decided; not kept for unchanged records.")


class RecordOutcomeView(RecordView):
    """One record's outcome in one of its executions."""

    execution: str
    dry_run: bool = Field(default=False, description="Nothing was written: it is what would have happened.")


class LogView(BaseModel):
    seq: int
    at: datetime
    level: LogLevel
    message: str
    code: IssueCode | None = None


class DismissalView(BaseModel):
    by: str = Field(description="Whose key it was.")
    at: datetime
    reason: str | None = None
    revoked_by: str | None = Field(None, description="Who took it back.")
    revoked_at: datetime | None = None


class IssueView(BaseModel):
    id: str = Field(validation_alias="_id")
    tenant: str
    sync: str
    entity: Entity
    source_id: str
    code: IssueCode
    severity: Severity
    state: Literal["open", "resolved", "dismissed"]
    resolution: Literal["resolved", "gone"] | None = None
    label: str
    field: str | None = None
    message: str
    count: int = Field(description="Times seen.")
    first_seen_at: datetime
    last_seen_at: datetime
    first_execution: str
    last_execution: str
    closed_at: datetime | None = None
    closed_by: str | None = Field(
        None, description="The execution that proved it over; null where its sync or entity was taken away."
    )
    dismissal: DismissalView | None = Field(
        None, description="The latest one. It is over unless the state is `dismissed`: the record has changed since."
    )


class IssueCodeView(BaseModel):
    """An entry of the catalogue."""

    code: IssueCode
    severity: Severity
    title: str
    meaning: str
    action: str
