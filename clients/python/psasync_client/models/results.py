"""Generated from docs/openapi and docs/asyncapi: `make docs` writes it anew."""

from __future__ import annotations

from datetime import date as date_aliased
from typing import Any

from pydantic import AwareDatetime

from psasync_client.models.base import Model, OpenEnum

from . import common


class AttemptEnd(OpenEnum):
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"
    PARKED = "parked"
    LOST = "lost"
    GIVEN_UP = "given_up"


class AttemptOutcome(OpenEnum):
    UNKNOWN = "unknown"
    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"


class AttemptView(Model):
    """One executor's turn."""

    end: AttemptEnd | None = None
    """`parked`: it waited and gave its worker free; `lost`: it reported no more and another took over; `given_up`: nobody did."""
    ended_at: AwareDatetime | None = None
    """Null while it goes on; its last report if it was lost."""
    executor: str
    fence: int
    last_at: AwareDatetime
    """When it last reported."""
    number: int
    started_at: AwareDatetime
    why: str | None = None
    """What a parked one waited for."""


class CancelAskedView(Model):
    at: AwareDatetime
    by: str
    reason: str


class Change(OpenEnum):
    NEW = "new"
    STILL = "still"
    HEALED = "healed"
    UNTOUCHED = "untouched"


class ChangedView(Model):
    changed: int
    """Issues that are in another state now."""
    more: bool
    """The selection holds more than one call takes on: send it again."""


class Channel(OpenEnum):
    MAIL = "mail"
    WEBHOOK = "webhook"


class CodeFacetView(Model):
    """A record with several codes counts under each."""

    code: common.IssueCode
    count: int
    entity: common.Entity
    outcome: common.Outcome


class CorrectSyncView(Model):
    at: AwareDatetime
    execution: str


class DeliveryAttemptView(Model):
    at: AwareDatetime
    detail: str
    """The beginning of the receiver's words, or what went wrong; the webhook's for keys of the platform."""
    outcome: AttemptOutcome
    """`unknown`: it is under way, or its process ended first and the receiver may have the message."""
    status: int | None
    """The receiver's code: of HTTP, or of the mail server."""


class DeliveryState(OpenEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"


class DeliveryView(Model):
    """A message that holds the notice."""

    attempts: list[DeliveryAttemptView]
    created_at: AwareDatetime
    ended_at: AwareDatetime | None
    held: str | None
    """Why it was not tried."""
    id: str
    next_attempt_at: AwareDatetime | None
    """While an attempt is under way: when another may follow."""
    requested_by: str | None
    """The API key that asked for it once more."""
    state: DeliveryState
    total: int | None
    """Notices in it, of all tenants: those that are alike leave together. For keys of the platform."""


class DismissalView(Model):
    at: AwareDatetime
    by: str
    """Whose key it was."""
    reason: str | None = None
    revoked_at: AwareDatetime | None = None
    revoked_by: str | None = None
    """Who took it back."""


class DurationsView(Model):
    """Milliseconds from start to end, within 5 %."""

    p50: int
    p95: int


class EntityProgressView(Model):
    done: bool
    pages: int


class Facts(Model):
    """What is told of a cause. What a kind does not have is None."""

    day: str | None = None
    """Of a digest, in the tenant's zone."""
    ended_at: AwareDatetime | None = None
    error_code: str | None = None
    error_kind: common.ErrorKind | None = None
    execution: str | None = None
    failed_execution: str | None = None
    """Of a recovery: the failure that had been told."""
    failed_runs: int | None = None
    failing_since: AwareDatetime | None = None
    hint: str | None = None
    lines: list[str] | None = None
    message: str | None = None
    occurrence: str | None = None
    """The nominal local date-time that was missed."""
    reason: str | None = None
    runs: int | None = None
    sync_name: str | None = None
    system: common.System | None = None
    """Where the sync reads."""
    tenant_name: str | None = None
    time_zone: str | None = None
    trigger: common.Trigger | None = None


class Format(OpenEnum):
    CSV = "csv"
    JSONL = "jsonl"


class GapView(Model):
    expected: int
    found: int
    since: AwareDatetime


class Issue(Model):
    """One thing that is wrong, on one record or run."""

    code: common.IssueCode
    field: str | None = None
    message: str
    """What is wrong with this very record, without secrets."""


class IssueFilter(Model):
    """All live issues of the tenant that fit every part that is given; an empty one means all."""

    code: common.IssueCode | None = None
    entity: common.Entity | None = None
    label: str | None = None
    """How the record's label begins, in any case."""
    sync: str | None = None


class IssueSelection(Model):
    """Either `ids` or `filter`."""

    filter: IssueFilter | None = None
    ids: list[str] | None = None


class Keeping(Model):
    """Days, by kind."""

    daily: int
    executions: int
    issues: int
    logs: int
    records: int


class KeptKind(OpenEnum):
    EXECUTIONS = "executions"
    RECORDS = "records"
    LOGS = "logs"
    ISSUES = "issues"
    DAILY = "daily"


class LatestRunView(Model):
    """The latest default run that has ended, whatever became of it."""

    complete: bool
    """The entity was read to its end."""
    counts: dict[common.Outcome, int]
    duration_ms: int | None
    ended_at: AwareDatetime
    execution: str
    outcome: common.HistoryOutcome | None
    status: common.Status
    status_text: str


class LogLevel(OpenEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogView(Model):
    at: AwareDatetime
    code: common.IssueCode | None = None
    level: LogLevel
    message: str
    seq: int


class NoticeKind(OpenEnum):
    """Why somebody is told."""

    FAILURE = "failure"
    RECOVERY = "recovery"
    AUTO_PAUSE = "auto_pause"
    MISSED = "missed"
    WEBHOOK_RENEWED = "webhook_renewed"
    DIGEST = "digest"
    WEBHOOK_DISABLED = "webhook_disabled"


class NoticeView(Model):
    """What one addressee was told of one cause."""

    address: str
    """`installation`: its webhook."""
    at: AwareDatetime
    """When what it is about happened."""
    channel: Channel
    created_at: AwareDatetime
    deliveries: list[DeliveryView]
    """The first one first."""
    facts: Facts
    id: str
    kind: NoticeKind
    state: DeliveryState
    """Of its latest delivery; `waiting` while others like it are gathered."""
    sync: str | None
    tenant: str
    """`platform` for what belongs to no tenant."""


class OpenOfTenantView(Model):
    at_least: bool
    """There are more than `count`."""
    count: int
    tenant: str


class OutcomeFacetView(Model):
    count: int
    entity: common.Entity
    outcome: common.Outcome


class OwnKeeping(Model):
    """A tenant's own choice; null: as the platform."""

    daily: int | None = None
    executions: int | None = None
    issues: int | None = None
    logs: int | None = None
    records: int | None = None


class PaceView(Model):
    """Rates in records per second. What is expected comes from earlier runs: all of it is an estimate."""

    estimated_end: AwareDatetime | None
    """An estimate from `expected` and the recent rate; null while it cannot be told."""
    expected: dict[common.Entity, int]
    """An estimate: the records of each entity in the last run that read it in the same way."""
    overall: float | None
    """From start to the last report, waits included."""
    recent: float | None
    """Over the last minute or so."""
    treated: int
    """Records treated so far; deletions are not among them."""


class RecordOutcomeView(Model):
    """One record's outcome in one of its executions."""

    at: AwareDatetime | None = None
    """When it was decided; not kept for unchanged records."""
    date: AwareDatetime | None = None
    """Business date."""
    dest: str | None = None
    """The record's id in the destination."""
    dry_run: bool = False
    """Nothing was written: it is what would have happened."""
    entity: common.Entity
    execution: str
    hash: str | None = None
    issues: list[Issue] | None = None
    label: str
    outcome: common.Outcome
    seq: int
    source_id: str


class RecordView(Model):
    """One record's outcome."""

    at: AwareDatetime | None = None
    """When it was decided; not kept for unchanged records."""
    date: AwareDatetime | None = None
    """Business date."""
    dest: str | None = None
    """The record's id in the destination."""
    entity: common.Entity
    hash: str | None = None
    issues: list[Issue] | None = None
    label: str
    outcome: common.Outcome
    seq: int
    source_id: str


class RedeliveryView(Model):
    delivery: str
    notice: str


class RetriedView(Model):
    """What has become of one request to the scheduler."""

    execution_id: str | None = None
    outcome: str
    """`joined`: an earlier request for the same records had not begun; `unavailable` can be repeated."""
    problem: dict[str, Any] | None = None
    """Why not, as that answer's body."""
    records: int
    status: int
    """As the scheduler answered it."""
    sync: str


class RetryView(Model):
    items: list[RetriedView]
    """One per sync, or several where it has more than 1,000 records."""
    left_out: int
    """Issues of an entity as a whole, such as held deletions: no record to try again."""
    more: bool
    """The selection holds more than one call takes on: send it again later."""


class Severity(OpenEnum):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class SideView(Model):
    """What one of the two runs says of the record."""

    issues: list[Issue] | None = None
    outcome: common.Outcome


class TrendPointView(Model):
    """One of the last default runs, in the numbers of a small chart."""

    changed: int
    """Created, updated or deleted."""
    ended_at: AwareDatetime
    execution: str
    fetched: int
    outcome: common.HistoryOutcome | None
    problems: int
    """Rejected or failed."""


class TrialBody(Model):
    """Whom to send a test message."""

    recipients: list[str] | None = None
    webhook: bool = False
    """Also to the webhook; only with a key of the whole platform."""


class TrialView(Model):
    address: str
    channel: Channel
    detail: str
    ok: bool
    """The mail server or the webhook has taken it."""
    status: int | None


class TrialsView(Model):
    items: list[TrialView]


class UsedView(Model):
    count: int
    size: int
    """Bytes, estimated from a few documents, without indexes and uncompressed."""


class WaitingView(Model):
    reason: str | None
    until: AwareDatetime | None


class ComparedRecordView(Model):
    before: SideView | None
    """In the other run."""
    change: Change
    entity: common.Entity
    label: str
    now: SideView | None
    """In this run; null if it says nothing, or that nothing has changed."""
    source_id: str


class ComparisonView(Model):
    execution: str
    items: list[ComparedRecordView]
    next_cursor: str | None = None
    """Give it as `cursor` to read on; null at the end."""
    previous: str | None
    """The run that it is compared with; null if there is none, then no items."""


class DayView(Model):
    """What ended on one day. Dry runs and requests that joined another one are not in it."""

    day: date_aliased
    durations: DurationsView | None
    failure_share: float | None
    """Failures among the runs that have an outcome, from 0 to 1."""
    fetched: int
    outcomes: dict[common.HistoryOutcome, int]
    records: dict[common.Outcome, int]
    runs: int
    statuses: dict[common.Status, int]
    triggers: dict[common.Trigger, int]
    zone: str | None
    """The time zone of the day: the one that the runs were resolved with, the tenant's; UTC for runs that ended before. A day of the platform is the sum of its tenants' days and has none."""


class DismissBody(Model):
    filter: IssueFilter | None = None
    ids: list[str] | None = None
    reason: str | None = None


class EntityCardView(Model):
    entity: common.Entity
    last_correct: CorrectSyncView | None
    """The last default run that read the entity to its end with no record of it rejected or failed."""
    latest: LatestRunView | None
    open_issues: int
    """1000 stands for that many and more."""
    trend: list[TrendPointView]
    """The last runs, oldest first."""


class ExecutionView(Model):
    """One execution as far as it is known."""

    attempts: list[AttemptView]
    cancel_requested: CancelAskedView | None
    canceled: common.Cancellation | None
    codes: dict[common.IssueCode, int]
    """Records by issue code."""
    completed_entities: list[common.Entity]
    counts: dict[common.Entity, dict[common.Outcome, int]]
    current_entity: common.Entity | None
    deadline: AwareDatetime | None
    default_run: bool
    """Everything new, changed or left over, of all entities, without a period."""
    differences: list[str]
    """Where the announced totals and what arrived do not fit."""
    dry_run: bool
    duration_ms: int | None
    """Milliseconds from start to end."""
    ended_at: AwareDatetime | None
    entities: list[common.Entity] | None = None
    """Those that were asked for; null: all of the sync."""
    error: common.RunError | None
    fetched: int
    """Records read at the source; deletions are not among them."""
    gap: GapView | None
    """Events that are missing; nothing after them is counted."""
    heard_at: AwareDatetime | None
    """When an executor last reported."""
    id: str
    last_seq: int
    """Events folded in; records and log lines are shown up to this one."""
    log_lines: int
    mode: common.Mode | None
    outcome: common.HistoryOutcome | None
    """How it is summed up in the history, once it has ended."""
    pace: PaceView
    period: common.Period | None = None
    """The days that were asked for; null: whatever their date."""
    progress: dict[common.Entity, EntityProgressView]
    record_count: int | None = None
    """How many single records were asked for; null: no list."""
    request: dict[str, Any] | None
    """The request, without its list of records."""
    requested_at: AwareDatetime
    requested_by: str
    retry_of: str | None = None
    """The execution whose failures were asked for."""
    settings: dict[str, Any]
    """The settings that the run resolved to."""
    silent_since: AwareDatetime | None
    """No executor has reported since, though one should have."""
    started_at: AwareDatetime | None
    status: common.Status
    status_text: str
    """The status as people are shown it."""
    sync: str
    tenant: str
    totals: dict[common.Outcome, int]
    """Records by outcome, all entities together."""
    trigger: common.Trigger | None
    unreadable: list[int]
    """Events that arrived and could not be read."""
    waiting: WaitingView | None


class FacetsView(Model):
    """Every combination that occurs; sums over them are the facets of each filter under the others."""

    codes: list[CodeFacetView]
    outcomes: list[OutcomeFacetView]


class GroupView(Model):
    """The issues that have one code, with what the catalogue says of it."""

    action: str
    at_least: bool
    """There are more than `count`."""
    code: common.IssueCode
    count: int
    last_seen_at: AwareDatetime
    meaning: str
    severity: Severity
    title: str


class IssueCodeView(Model):
    """An entry of the catalogue."""

    action: str
    code: common.IssueCode
    meaning: str
    severity: Severity
    title: str


class IssueView(Model):
    closed_at: AwareDatetime | None = None
    closed_by: str | None = None
    """The execution that proved it over; null where its sync or entity was taken away."""
    code: common.IssueCode
    count: int
    """Times seen."""
    dismissal: DismissalView | None = None
    """The latest one. It is over unless the state is `dismissed`: the record has changed since."""
    entity: common.Entity
    field: str | None = None
    first_execution: str
    first_seen_at: AwareDatetime
    id: str
    label: str
    last_execution: str
    last_seen_at: AwareDatetime
    message: str
    resolution: str | None = None
    severity: Severity
    source_id: str
    state: str
    sync: str
    tenant: str


class KeepingView(Model):
    """Days. Records and log lines go with their execution at the latest; an issue that is not over stays."""

    changed_at: AwareDatetime | None = None
    changed_by: str | None = None
    kept: Keeping
    """What holds for the tenant."""
    own: OwnKeeping
    platform: Keeping
    """What holds where nothing of its own is chosen."""


class LiveView(Model):
    """A line of the history as it is now."""

    cancel_requested: CancelAskedView | None
    canceled: common.Cancellation | None
    default_run: bool
    """Everything new, changed or left over, of all entities, without a period."""
    dry_run: bool
    duration_ms: int | None
    """Milliseconds from start to end."""
    ended_at: AwareDatetime | None
    entities: list[common.Entity] | None = None
    """Those that were asked for; null: all of the sync."""
    error: common.RunError | None
    fetched: int
    """Records read at the source; deletions are not among them."""
    id: str
    mode: common.Mode | None
    outcome: common.HistoryOutcome | None
    """How it is summed up in the history, once it has ended."""
    period: common.Period | None = None
    """The days that were asked for; null: whatever their date."""
    record_count: int | None = None
    """How many single records were asked for; null: no list."""
    requested_at: AwareDatetime
    requested_by: str
    retry_of: str | None = None
    """The execution whose failures were asked for."""
    revision: int
    """Counts the changes of this execution: one that is not higher is old news."""
    started_at: AwareDatetime | None
    status: common.Status
    status_text: str
    """The status as people are shown it."""
    sync: str
    tenant: str
    totals: dict[common.Outcome, int]
    """Records by outcome, all entities together."""
    trigger: common.Trigger | None
    waiting: WaitingView | None


class SnapshotView(Model):
    """All that has not ended."""

    executions: list[LiveView]
    more: bool
    """There are more than are listed here; their changes come as those of the others."""


class StatisticsView(Model):
    days: list[DayView]
    """Days on which something ended, in order."""
    first: date_aliased
    last: date_aliased
    tenant: str | None
    """None: the whole platform."""


class StorageView(Model):
    kinds: dict[KeptKind, UsedView]
    measured_at: AwareDatetime
    size: int
    """Of all kinds together."""
    tenant: str


class SummaryView(Model):
    """One line of the history."""

    cancel_requested: CancelAskedView | None
    canceled: common.Cancellation | None
    default_run: bool
    """Everything new, changed or left over, of all entities, without a period."""
    dry_run: bool
    duration_ms: int | None
    """Milliseconds from start to end."""
    ended_at: AwareDatetime | None
    entities: list[common.Entity] | None = None
    """Those that were asked for; null: all of the sync."""
    error: common.RunError | None
    fetched: int
    """Records read at the source; deletions are not among them."""
    id: str
    mode: common.Mode | None
    outcome: common.HistoryOutcome | None
    """How it is summed up in the history, once it has ended."""
    period: common.Period | None = None
    """The days that were asked for; null: whatever their date."""
    record_count: int | None = None
    """How many single records were asked for; null: no list."""
    requested_at: AwareDatetime
    requested_by: str
    retry_of: str | None = None
    """The execution whose failures were asked for."""
    started_at: AwareDatetime | None
    status: common.Status
    status_text: str
    """The status as people are shown it."""
    sync: str
    tenant: str
    totals: dict[common.Outcome, int]
    """Records by outcome, all entities together."""
    trigger: common.Trigger | None
    waiting: WaitingView | None


class CardView(Model):
    """The cards of one sync. Only default runs feed them."""

    entities: list[EntityCardView]
    running: str | None
    """The execution that runs now, of whatever kind."""
    sync: str
