"""Generated from docs/openapi and docs/asyncapi: `make docs` writes it anew."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AwareDatetime, ConfigDict, Field

from psasync_client.models.base import Model, OpenEnum

from . import common


class Accepted(Model):
    """The request is stored and will run; nobody has to wait for it."""

    events_url: str
    """Live, as server-sent events."""
    execution_id: str
    joined: bool
    """Whether this is an earlier request for the same work that had not begun."""
    log_url: str
    queue_position: int | None = None
    """An estimate: 1 is tried next. null: the executor did not answer."""
    records_url: str
    settings: dict[str, Any]
    """What will be run, as resolved."""
    status_url: str
    warnings: list[str]


class Act(OpenEnum):
    PAUSE = "pause"
    RESUME = "resume"


class AgainBody(Model):
    confirmed: bool = False
    """Days that hold imported data may be imported again."""


class AuditView(Model):
    action: str
    address: str
    at: AwareDatetime
    changes: dict[str, Any]
    id: str
    key_id: str
    subject: str
    tenant: str | None
    who: str


class AutoPause(Model):
    """Why the platform has paused a sync by itself."""

    at: AwareDatetime
    execution: str
    """The last one that failed."""
    failures: int
    kind: common.ErrorKind
    message: str
    """Of the last one."""
    paused_by: str = "auto"
    reason: str


class CancelAccepted(Model):
    execution_id: str
    reason: str
    requested_at: AwareDatetime
    requested_by: str
    status_url: str


class CancelBody(Model):
    reason: str = ""


class CanonicalFieldView(Model):
    """A field that records have in every system."""

    name: str
    options: list[str]
    """The values that it can have, where the system has a list of them."""
    present: bool
    """false: this system does not have it."""


class ConnectionChange(Model):
    active: bool | None = None
    calls_per_minute: int | None = None
    concurrent_calls: int | None = None
    name: str | None = None
    secrets: dict[str, str | None] | None = None
    """Only those to set anew; null removes one."""
    settings: dict[str, str] | None = None
    """All settings, not only those that change."""


class ConnectionNew(Model):
    active: bool = True
    calls_per_minute: int = 600
    concurrent_calls: int = 6
    name: str
    secrets: dict[str, str] | None = None
    settings: dict[str, str] | None = None
    system: common.System
    tenant: str


class ConnectionTrial(Model):
    """A new connection as a form holds it; nothing of it is stored."""

    active: bool = True
    calls_per_minute: int = 600
    concurrent_calls: int = 6
    name: str = ""
    secrets: dict[str, str] | None = None
    settings: dict[str, str] | None = None
    system: common.System
    tenant: str


class ConnectionTrialChange(Model):
    """What would be changed in a stored connection; nothing of it is stored."""

    secrets: dict[str, str] | None = None
    """Only those that would be set anew."""
    settings: dict[str, str] | None = None
    """All settings, not only those that would change."""


class CustomField(Model):
    label: str
    name: str
    options: list[str] = []
    type: str = ""


class DayView(Model):
    day: date | None
    """In the tenant's zone; null: records without a date."""
    records: int


class DestinationOption(Model):
    knows_duplicates: bool | None
    """Whether it recognises records that it has already."""
    name: str
    warning: str | None


class Did(OpenEnum):
    """What has become of one sync, or would."""

    CREATED = "created"
    REPEATED = "repeated"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class DriftView(Model):
    found: str
    repairable: bool
    """false: the topic has to be created anew."""
    setting: str
    """`topic`: whether it is there; `partitions`; else a setting of Kafka's."""
    topic: str
    wanted: str


class EntityMapping(Model):
    """Applied in this order: renames, value maps, fixed values."""

    fixed: dict[str, Any] | None = None
    """Field -> the value that every record gets."""
    rename: dict[str, Any] | None = None
    """From -> to. The field that was moved is gone; what stood at the target too."""
    values: dict[str, Any] | None = None
    """Field -> value in the source -> value in the destination; others stay."""


class EntityOption(Model):
    business_date: str
    """The system's name of the date that periods go by."""
    by_id: bool
    """Whether single records can be read again."""
    entity: common.Entity
    filtered_here: bool
    """For a period everything is read, and filtered by the platform."""
    note: str
    period: bool


class FieldError(Model):
    field: str
    """Path of the field, dots between its parts."""
    message: str


class FieldView(Model):
    choices: list[str] = []
    """The only values there are; empty: any."""
    default: str | None
    example: str
    help: str
    label: str
    name: str
    required: bool
    secret: bool


class Firing(Model):
    """A firing to come."""

    at: AwareDatetime
    """When it fires, with the zone's offset at that moment."""
    name: str
    nominal: str
    """The rule's wall time, before spreading and clock changes."""
    remark: str | None
    """What a clock change does to it."""
    utc_offset: Annotated[str, Field(examples=["+02:00"])]
    """The same offset by itself."""


class FormView(Model):
    """What a form for a new connection draws and checks, as JSON schemas (2020-12)."""

    order: list[str]
    """The fields from top to bottom, as `settings.<name>` and `secrets.<name>`."""
    secrets: dict[str, Any]
    """Values that no answer ever holds: `writeOnly`."""
    settings: dict[str, Any]


class GapView(Model):
    """What the sync does not support, why, and whom to ask."""

    ask: str
    entities: list[common.Entity]
    what: str
    """`period`: imports by date; `records`: single records again."""
    why: str


class HolderView(Model):
    execution: str
    sync: str
    waiting_reason: str | None
    waiting_until: AwareDatetime | None


class ImportedView(Model):
    """What has been imported of that which would be read."""

    days: list[DayView]
    more_days: int
    """Days beyond those that are listed; `records` counts them all."""
    records: int


class ItemOutcome(OpenEnum):
    """What became of one sync of a bulk."""

    ACCEPTED = "accepted"
    JOINED = "joined"
    CONFIRMATION_NEEDED = "confirmation-needed"
    PAUSED = "paused"
    NOT_FOUND = "not-found"
    REFUSED = "refused"
    NOT_TRIED = "not-tried"


class ItemProblem(Model):
    """The body that the request for this one alone would have been answered with."""

    model_config = ConfigDict(
        extra="allow",
    )
    detail: str = ""
    errors: list[FieldError] | None = None
    """The mistakes of a request that is not valid."""
    request_id: str = ""
    """What to name when asking about it; also in X-Request-Id."""
    status: int
    title: str
    type: str
    """`urn:psasync:problem:<code>`: stable, to be told apart by programs."""


class KeyKind(OpenEnum):
    APPLICATION = "application"
    PERSON = "person"


class KeyRotation(Model):
    overlap_hours: float = 24
    """How long the old key still opens what it opens now."""


class KeyState(OpenEnum):
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


class LastCheck(Model):
    """What the last check of a connection's credentials said. No secret is in it."""

    at: AwareDatetime
    by: str
    code: str | None = None
    error_kind: common.ErrorKind | None = None
    hint: str = ""
    message: str = ""
    not_readable: list[common.Entity] = []
    ok: bool


class LastRunView(Model):
    ended_at: AwareDatetime | None
    id: str
    outcome: common.HistoryOutcome | None
    requested_at: AwareDatetime
    status: common.Status


class MissedOccurrence(Model):
    """Neighbouring occurrences of one sync that no scheduler treated within the catch-up window."""

    at: AwareDatetime
    """When it was noticed."""
    count: int
    """How many they are."""
    first: str
    """The name of the first one."""
    name: str
    """The name of the last one."""
    planned_for: AwareDatetime
    """When the last one should have fired."""
    state: str
    sync: str
    tenant: str


class ModeView(Model):
    meaning: str
    mode: common.Mode


class NamedView(Model):
    id: str
    name: str


class NotificationChoices(Model):
    """What is told, and to whom. Without recipients and webhook nobody is told."""

    auto_pause: bool = True
    """A sync was paused because it failed again and again."""
    digest: bool = False
    """A daily summary."""
    failure: bool = True
    """An execution ended in error after its last attempt."""
    forced_runs: bool = False
    """Failures and recoveries of forced runs, too."""
    missed: bool = True
    """Occurrences of the schedule went by without running."""
    recipients: list[str] = []
    recovery: bool = True
    """The first one that went well again."""
    webhook: bool = False
    """Also as signed requests to the webhook of the installation."""
    webhook_renewed: bool = True
    """A PSA had lost the webhook of a connection; it was registered again."""


class NotificationChoicesBody(Model):
    auto_pause: bool = True
    """A sync was paused because it failed again and again."""
    digest: bool = False
    """A daily summary."""
    failure: bool = True
    """An execution ended in error after its last attempt."""
    forced_runs: bool = False
    """Failures and recoveries of forced runs, too."""
    missed: bool = True
    """Occurrences of the schedule went by without running."""
    recipients: list[str] = []
    recovery: bool = True
    """The first one that went well again."""
    webhook: bool = False
    """Also as signed requests to the webhook of the installation."""
    webhook_renewed: bool = True
    """A PSA had lost the webhook of a connection; it was registered again."""


class NotificationOverride(Model):
    """A sync's own choices; null: as the tenant has chosen."""

    auto_pause: bool | None = None
    digest: bool | None = None
    failure: bool | None = None
    forced_runs: bool | None = None
    missed: bool | None = None
    recipients: list[str] | None = None
    recovery: bool | None = None
    webhook: bool | None = None


class NotificationOverrideBody(Model):
    auto_pause: bool | None = None
    digest: bool | None = None
    failure: bool | None = None
    forced_runs: bool | None = None
    missed: bool | None = None
    recipients: list[str] | None = None
    recovery: bool | None = None
    webhook: bool | None = None


class OptionsView(Model):
    """What a page for signing in can offer."""

    api_keys: bool = True
    people: bool
    """Whether people can sign in through a provider."""
    provider: str | None = None
    """The provider's host, for the words on a button."""
    start: str | None = None
    """Where to send the browser, with `return_to` and `challenge`."""


class PastOccurrence(Model):
    at: AwareDatetime
    """When it was treated."""
    count: int = 1
    """How many it stands for, if missed."""
    execution: str | None = None
    name: str
    planned_for: AwareDatetime
    state: str


class PauseBody(Model):
    reason: str = ""


class PauseView(Model):
    at: AwareDatetime
    by: str
    reason: str


class PeriodFilter(OpenEnum):
    """How the records of a period are found."""

    SERVER = "server"
    HERE = "here"
    NONE = "none"


class PeriodOption(Model):
    ask: str | None
    """Whom to ask about it."""
    offered: bool
    reason: str | None
    """Why not, or not for all entities."""


class PermissionView(Model):
    """Whether the records of one entity may be read."""

    entity: common.Entity
    hint: str
    """What to do about it."""
    readable: bool | None
    """null: it could not be tried."""
    reason: str
    """What stands in the way."""


class Place(OpenEnum):
    """How well the place in the window is known."""

    KEPT = "kept"
    EXPECTED = "expected"
    UNKNOWN = "unknown"


class QueueView(Model):
    alike: str | None
    """An identical request that waits: this one would join it."""
    of_connection: HolderView | None
    of_sync: HolderView | None
    """The execution of this sync that runs or waits for its PSA."""
    position: int
    """An estimate: 1 is tried next."""
    queued: int
    """Executions of the sync that wait."""


class Role(OpenEnum):
    """What a bearer may do: each role includes the ones before it."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"


class RotationState(OpenEnum):
    RUNNING = "running"
    DONE = "done"


class RotationView(Model):
    connections: int
    """Connections whose secrets were sealed anew."""
    ended_at: AwareDatetime | None
    left: int
    """Stored secrets that cannot be opened, and stay as they are."""
    problem: str
    """What the last of those met."""
    started_at: AwareDatetime
    started_by: str
    state: RotationState
    target: str
    """The id of the key that all is sealed under."""
    walk: int
    """Walks over all connections, until one finds nothing left to do."""


class RunOptions(Model):
    """What a dialog for starting the sync may offer."""

    blocked: list[str]
    """Why nothing can be run at the moment; empty: it can."""
    deletion_guard_percent: int
    destination: DestinationOption
    entities: list[EntityOption]
    full_pass_days: int
    last_default_run: LastRunView | None
    """null: none among the latest executions, or not known."""
    modes: list[ModeView]
    """`force` is not offered where no period is."""
    name: str
    period: PeriodOption
    sync: str
    time_zone: str
    """Dates are days in this zone."""


class RunRequest(Model):
    """The body of `POST /v1/syncs/{id}/executions`. An empty one is the default run."""

    allow_deletions: bool = False
    """More deletions than the guard allows are meant."""
    confirmed: bool = False
    """Days that hold imported data may be imported again."""
    dry_run: bool = False
    entities: list[common.Entity] | None = None
    mode: common.Mode = common.Mode.MISSING
    period: common.Period | None = None
    """Days in the tenant's zone, both included."""
    records: list[common.RecordRef] | None = None
    retry_of: str | None = None
    """Only what this execution left refused or failed."""


class Sample(Model):
    """One record: canonical fields, before and after."""

    after: dict[str, Any]
    before: dict[str, Any]
    label: str
    source_id: str


class SampleBody(Model):
    """What a sync would carry of one entity. Nothing of it is stored."""

    custom_fields: list[str] = []
    entity: common.Entity
    limit: int = 1
    mapping: EntityMapping | None = None


class SamplesView(Model):
    entity: common.Entity
    records: list[Sample]
    unreadable: int
    """Records that came beside these and cannot be understood."""


class Schedule(Model):
    """When a sync runs by itself: at one time every day, or by a cron expression, in the tenant's zone.

    `spread_minutes` is the window over which syncs with the same rule are spread.
    """

    cron: Annotated[str | None, Field(examples=["30 1 * * 1-5"])] = None
    enabled: bool = True
    spread_minutes: int = 60
    time: Annotated[str | None, Field(examples=["01:30"])] = None


class ScheduleView(Model):
    next: list[Firing]
    """Empty while the sync does not run by itself."""
    recent: list[PastOccurrence]
    schedule: Schedule | None
    time_zone: str


class SealingKeyView(Model):
    """A key of the keyring by its id. No answer holds a key."""

    droppable: bool
    """Nothing needs it: it can be taken out of PSASYNC_KEYRING."""
    envelopes: int
    """Stored secrets that only this key opens."""
    held: bool
    """false: stored secrets need it, and the service does not have it."""
    id: str
    primary: bool
    """Seals what is stored from now on."""


class SecretView(Model):
    """A secret is shown only as having been set."""

    set_at: AwareDatetime
    set_by: str


class Selection(Model):
    """All syncs that fit both: those that read from the system, those of the tenants."""

    system: common.System | None = None
    tenants: list[str] | None = None


class SetUpValue(Model):
    """A record of a set-up list: what maps of values can name."""

    id: str
    name: str


class SettingsAccepted(Model):
    """The request is stored and will run."""

    entities: list[str]
    execution_id: str
    joined: bool
    """Whether this is an earlier request for the same work that was still waiting."""
    status_url: str
    warnings: list[str]


class SignInExchange(Model):
    code: str
    verifier: str
    """The text whose SHA-256 was the challenge that the sign-in was started with."""


class SignedInView(Model):
    """A person's key: a bearer like any other, for a while."""

    expires_at: AwareDatetime
    key: str
    """Shown this once."""
    key_id: str
    name: str
    role: Role
    tenant: str | None
    """null: the whole platform."""


class State(OpenEnum):
    """`active` says that it is not paused itself; what it belongs to may be."""

    ACTIVE = "active"
    PAUSED = "paused"
    ARCHIVED = "archived"


class StretchView(Model):
    begins: AwareDatetime
    syncs: int
    systems: dict[common.System, int]
    """By the system that is read."""


class SyncChange(Model):
    """Not the destination: what a sync has imported is known by its ids there. Another one is another sync."""

    active: bool | None = None
    auto_pause_after: int | None = None
    custom_fields: dict[common.Entity, list[str]] | None = None
    deletion_guard_percent: int | None = None
    entities: list[common.Entity] | None = None
    full_pass_days: int | None = None
    mapping: dict[common.Entity, EntityMapping] | None = None
    """The whole mapping, not only what changes."""
    name: str | None = None
    notifications: NotificationOverrideBody | None = None
    """All own choices, not only those that change."""
    schedule: Schedule | None = None
    """null: the sync does not run by itself."""


class SyncFields(Model):
    """A sync but for the connection that it reads from."""

    active: bool = True
    auto_pause_after: int = 5
    """The sync is paused after so many runs in a row that ended in error; 0: never."""
    custom_fields: dict[common.Entity, list[str]] | None = None
    deletion_guard_percent: int = 20
    """A full pass marks no larger share of an entity's records as deleted."""
    destination: str = "platform"
    """`platform`: the platform's own records; else the id of a connection to write to."""
    entities: list[common.Entity]
    full_pass_days: int = 7
    mapping: dict[common.Entity, EntityMapping] | None = None
    name: str
    notifications: NotificationOverrideBody | None = None
    schedule: Schedule | None = None


class SyncFilter(Model):
    """Syncs that are not archived and fit all that is given."""

    connection: str | None = None
    """That it reads from."""
    state: State | None = None
    """`active` or `paused`."""
    system: common.System | None = None
    """Of the connection that it reads from."""
    tenant: str | None = None


class SyncNew(Model):
    active: bool = True
    auto_pause_after: int = 5
    """The sync is paused after so many runs in a row that ended in error; 0: never."""
    connection: str
    custom_fields: dict[common.Entity, list[str]] | None = None
    deletion_guard_percent: int = 20
    """A full pass marks no larger share of an entity's records as deleted."""
    destination: str = "platform"
    """`platform`: the platform's own records; else the id of a connection to write to."""
    entities: list[common.Entity]
    full_pass_days: int = 7
    mapping: dict[common.Entity, EntityMapping] | None = None
    name: str
    notifications: NotificationOverrideBody | None = None
    schedule: Schedule | None = None


class SyncSettings(Model):
    accepted: SettingsAccepted | None = None
    name: str
    problem: ItemProblem | None = None
    """Why not, where the status is `error`."""
    status: str
    sync: str


class SyncView(Model):
    active: bool
    """False while it is paused or archived."""
    archived_at: AwareDatetime | None = None
    auto_pause: AutoPause | None
    """Set while the sync is paused because its runs kept failing."""
    auto_pause_after: int
    connection: str
    created_at: AwareDatetime
    custom_fields: dict[common.Entity, list[str]]
    deletion_guard_percent: int
    destination: str
    entities: list[common.Entity]
    full_pass_days: int
    id: str
    mapping: dict[common.Entity, EntityMapping]
    name: str
    next_fire: AwareDatetime | None
    notifications: NotificationOverride
    """Where it differs from the tenant's choices."""
    paused: PauseView | None = None
    """Who has paused it, when, and why."""
    schedule: Schedule | None
    state: State
    tenant: str
    updated_at: AwareDatetime
    version: int
    """Also in the ETag header; send it as If-Match with a change."""


class Target(Model):
    """Where a sync is to be made."""

    connection: str | None = None
    """Left out: the tenant's only one to the system."""
    destination: str | None = None
    """Left out: the template's."""
    tenant: str


class TenantChange(Model):
    active: bool | None = None
    name: str | None = None
    notifications: NotificationChoicesBody | None = None
    """All choices, not only those that change."""
    time_zone: str | None = None


class TenantNew(Model):
    active: bool = True
    name: str
    notifications: NotificationChoicesBody | None = None
    time_zone: Annotated[str, Field(examples=["Europe/Berlin"])]


class TenantView(Model):
    active: bool
    """False while it is paused or archived."""
    archived_at: AwareDatetime | None = None
    created_at: AwareDatetime
    id: str
    name: str
    notifications: NotificationChoices
    paused: PauseView | None = None
    """Who has paused it, when, and why."""
    state: State
    time_zone: str
    updated_at: AwareDatetime
    version: int
    """Also in the ETag header; send it as If-Match with a change."""


class TopicsView(Model):
    """Nothing was changed."""

    differences: list[DriftView]
    """From how the topics are specified; empty: none."""
    repair: str
    """The command that mends what can be mended, on a machine of the platform."""
    ticket_contents_seconds: float | None
    """How long Kafka's files can hold the contents of a ticket; null: the broker does not say."""


class UpcomingSync(Model):
    at: AwareDatetime
    name: str
    sync: str
    system: common.System | None
    tenant: str


class UpcomingView(Model):
    """Each sync is counted once: at its next firing."""

    at_least: bool
    """Whether there are more than could be counted."""
    first: list[UpcomingSync]
    """The soonest, in order."""
    minutes: int
    """The length of a stretch."""
    stretches: list[StretchView]
    """From the present one to that of the end, without gaps."""
    syncs: int
    """That fire within them."""


class UpdatedSince(OpenEnum):
    """How an entity can be read incrementally."""

    SERVER = "server"
    NONE = "none"


class WhoAmI(Model):
    """The holder of the key that the request came with."""

    expires_at: AwareDatetime | None
    key_id: str
    kind: KeyKind
    """`person`: from a sign-in, and short-lived."""
    name: str
    prefix: str
    """The beginning of the key, by which people tell keys apart."""
    role: Role
    tenant: str | None
    """null: the whole platform."""


class BulkChange(Model):
    """A change, or a pause or its end, for syncs that are named or that a filter finds."""

    act: Act | None = None
    change: SyncChange | None = None
    """For admins."""
    cursor: str | None = None
    """With a filter that finds more than one request may change: where it goes on."""
    filter: SyncFilter | None = None
    ids: list[str] | None = None
    preflight: bool = False
    """Only say what would happen."""
    reason: str = ""
    """Why they are paused."""


class BulkExecutionsItem(Model):
    execution_id: str | None = None
    outcome: ItemOutcome
    problem: dict[str, Any] | None = None
    """Why not, as that answer's body."""
    queue_position: int | None = None
    status: int
    """As a request for this sync alone would have been answered."""
    status_url: str | None = None
    sync: str
    warnings: list[str] | None = None


class BulkItem(Model):
    did: Did | None = None
    fields: list[str] | None = None
    """Those that the change changes."""
    index: int
    """The place in `items` or `ids`, or in what the filter found."""
    name: str | None = None
    problem: ItemProblem | None = None
    """Why not, where the status is `error`."""
    status: str
    sync: str | None = None
    tenant: str | None = None
    version: int | None = None


class BulkNew(Model):
    """The same sync for many tenants."""

    items: list[Target]
    preflight: bool = False
    """Only say what would happen."""
    system: common.System
    """Of the connections that the syncs read from."""
    template: SyncFields


class BulkRun(Model):
    """The body of `POST /v1/bulk/executions`. The settings are those of one request, and hold for every sync."""

    confirmed: bool = False
    """For every sync: imported data may be imported again."""
    dry_run: bool = False
    entities: list[common.Entity] | None = None
    mode: common.Mode = common.Mode.MISSING
    period: common.Period | None = None
    """Days in each tenant's own zone, both included."""
    select: Selection | None = None
    syncs: list[str] | None = None


class CheckView(Model):
    """What the PSA says to the credentials."""

    code: str | None = None
    """Of the issue catalogue."""
    discovered: dict[str, str] = {}
    """What the system said of itself: region, zone, codebase, tenant ..."""
    error_kind: common.ErrorKind | None
    fields: list[str] = []
    """Where in the connection to look, as `settings.<name>` or `secrets.<name>`."""
    hint: str = ""
    """What to do about it."""
    message: str
    ok: bool
    permissions: Annotated[list[PermissionView], Field(validate_default=True)] = []
    readable: dict[common.Entity, bool]
    server_time_zone: str | None
    system_version: str | None


class ConnectionSettings(Model):
    items: list[SyncSettings]
    """The syncs that read from the connection."""
    next_cursor: str | None = None
    """There are more: send it as `cursor` for them."""


class ConnectionView(Model):
    active: bool
    """False while it is paused or archived."""
    archived_at: AwareDatetime | None = None
    calls_per_minute: int
    concurrent_calls: int
    created_at: AwareDatetime
    id: str
    last_check: LastCheck | None = None
    """null: not checked since it was last changed."""
    name: str
    paused: PauseView | None = None
    """Who has paused it, when, and why."""
    record_pages: dict[common.Entity, str] | None = None
    """Where people look at records in the system's own web pages, as far as that is known: an address with `{id}` in it, which stands for the source id, percent-encoded."""
    secrets: dict[str, SecretView]
    settings: dict[str, str]
    state: State
    system: common.System
    tenant: str
    updated_at: AwareDatetime
    version: int
    """Also in the ETag header; send it as If-Match with a change."""
    webhook_url: str | None
    """Where the PSA sends its webhooks; shown to admins only."""


class EntityView(Model):
    """What can be read of one entity."""

    absent_fields: list[str]
    """Fields that the system does not have."""
    business_date: str
    """The system's name of the field that periods go by; empty: there is none."""
    by_id: bool
    custom_fields: bool
    entity: common.Entity
    note: str
    period: bool
    """Whether the records of a period can be told."""
    period_filter: PeriodFilter
    """Who tells them: the system (`server`), or the platform (`here`)."""
    updated_since: UpdatedSince
    """`none`: all is read each time, and changes are found here."""


class HangingView(Model):
    count: int
    """10000 stands for so many and more."""
    first: list[NamedView]
    """At most 10 of them."""


class KeyNew(Model):
    expires_at: AwareDatetime | None = None
    """Left out: never, or the longest that the operator allows."""
    name: str
    role: Role
    tenant: str | None = None
    """Left out: the whole platform."""


class KeyView(Model):
    created_at: AwareDatetime
    created_by: str
    expires_at: AwareDatetime | None
    id: str
    kind: KeyKind
    """`person`: from a sign-in, and short-lived."""
    last_used_at: AwareDatetime | None
    """In any service; some minutes behind."""
    name: str
    predecessor: str | None
    """The key that this one was rotated from."""
    prefix: str
    revoked_at: AwareDatetime | None
    role: Role
    state: KeyState
    successor: str | None
    """The key that it was rotated to."""
    tenant: str | None
    """null: the whole platform."""
    updated_at: AwareDatetime
    version: int
    """Also in the ETag header; send it as If-Match with a change."""


class KeyringView(Model):
    keys: list[SealingKeyView]
    """Counted for this answer."""
    rotation: RotationView | None
    """The one that runs, or the last one."""


class NewKeyView(Model):
    created_at: AwareDatetime
    created_by: str
    expires_at: AwareDatetime | None
    id: str
    key: str
    """Shown this once."""
    kind: KeyKind
    """`person`: from a sign-in, and short-lived."""
    last_used_at: AwareDatetime | None
    """In any service; some minutes behind."""
    name: str
    predecessor: str | None
    """The key that this one was rotated from."""
    prefix: str
    revoked_at: AwareDatetime | None
    role: Role
    state: KeyState
    successor: str | None
    """The key that it was rotated to."""
    tenant: str | None
    """null: the whole platform."""
    updated_at: AwareDatetime
    version: int
    """Also in the ETag header; send it as If-Match with a change."""


class PreflightView(Model):
    """Nothing was run. null stands for what cannot be said, because the executor does not answer."""

    blocked: list[str]
    """Why it would be refused as things stand; empty: it would be accepted."""
    full_pass: list[common.Entity] | None
    """Entities of which everything would be read."""
    imported: ImportedView | None
    needs_confirmation: bool | None
    """Whether `confirmed: true` has to be sent."""
    not_supported: list[GapView]
    plan: dict[str, Any] | None
    """What the executor would decide now."""
    queue: QueueView | None
    settings: dict[str, Any]
    warnings: list[str]


class PreviewBody(Model):
    """The more is said of whose schedule it is, the more is known of its place in the window."""

    connection: str | None = None
    """As the schedule of a new sync that reads from here."""
    schedule: Schedule
    sync: str | None = None
    """As an edit of this sync's schedule."""
    tenant: str | None = None
    """In this tenant's zone."""
    time_zone: str | None = None
    """In this zone."""


class PreviewView(Model):
    next: list[Firing]
    """Five of them; none while the schedule is not enabled."""
    offset_seconds: int
    """From the nominal time to the place in the window."""
    place: Place
    """`kept`: the place in the window is certain; `expected`: the one that would be given now; `unknown`: `at` is the window's start, for the place depends on the connection."""
    schedule: Schedule
    """As it would be stored."""
    time_zone: str


class SystemView(Model):
    destination: bool
    """Whether syncs can write to it."""
    entities: list[EntityView]
    """Empty where it follows from a connection's settings."""
    fields: list[FieldView]
    form: FormView
    source: bool
    """Whether syncs can read from it."""
    system: common.System
    title: str
    webhooks: bool


class BulkAnswer(Model):
    """Each item is a write of its own: some may have been done and others not."""

    done: int
    failed: int
    items: list[BulkItem]
    next_cursor: str | None = None
    """The filter finds more: send it again with this."""
    preflight: bool
    """Nothing was done: it is what would happen."""


class BulkExecutionsAnswer(Model):
    items: list[BulkExecutionsItem]
    outcomes: dict[ItemOutcome, int]
    """How many there are of each."""


class DeclaredEntityView(Model):
    capabilities: EntityView
    custom_fields: list[CustomField] | None
    """Those that `custom_fields` of a sync can name. null: the system does not say which there are."""
    entity: common.Entity
    fields: list[CanonicalFieldView]
    note: str
    truncated: bool
    """There are more than are shown."""
    values: list[SetUpValue] | None
    """Of a set-up list, its records, for maps of values."""


class DependentsView(Model):
    """What goes with it when it is archived."""

    connections: HangingView | None = None
    """Their secrets are destroyed."""
    keys: HangingView | None = None
    """They are revoked."""
    schedules: HangingView | None = None
    """The syncs among them that run by themselves."""
    syncs: HangingView | None = None


class DeclarationView(Model):
    """What the PSA of a connection declares, as it was at `discovered_at`."""

    age_seconds: int
    connection: str
    discovered_at: AwareDatetime
    entities: list[DeclaredEntityView]
    problem: str
    stale: bool
    """The system could not be asked now: `problem` says why."""
    system: common.System
    version: int
    """Of the connection when it was asked."""
