"""The port that every PSA system implements.

One adapter is one folder beside this file. The executor knows only what stands here: it asks for pages of canonical
records and never sees a PSA's paging, casing, authentication or error bodies.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from psasync.contracts.events.tickets import TicketChanged
from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Entity, ErrorKind, System

Cursor = dict[str, Any]
"""Where reading goes on: JSON only, small, opaque to everyone but the adapter that made it."""


class UpdatedSince(StrEnum):
    """How an entity can be read incrementally."""

    SERVER = "server"  # the PSA filters by modification time
    NONE = "none"  # full pass, changes found by content hash


class PeriodFilter(StrEnum):
    """How the records of a period are found."""

    SERVER = "server"  # the PSA filters by business date
    HERE = "here"  # everything is read and filtered here
    NONE = "none"  # the records have no business date


@dataclass(frozen=True, slots=True)
class EntityCapability:
    """What a system can do for one entity."""

    updated_since: UpdatedSince
    period: PeriodFilter
    by_id: bool  # can single records be read again
    business_date: str = ""  # the PSA's name of the field that periods go by; empty where there is none
    custom_fields: bool = False  # can the records carry custom fields
    absent_fields: frozenset[str] = frozenset()  # canonical fields the system does not have
    note: str = ""  # what a person should know about it, for the generated table; one sentence


@dataclass(frozen=True, slots=True)
class Capabilities:
    system: System
    entities: Mapping[Entity, EntityCapability]  # in reading order: what others refer to comes first
    webhooks: bool


@dataclass(frozen=True, slots=True)
class ReadScope:
    """What to read of one entity. `ids` excludes the other filters."""

    entity: Entity
    updated_since: datetime | None = None  # inclusive; None reads everything
    period: tuple[datetime, datetime] | None = None  # half-open instants on the business date
    ids: tuple[str, ...] | None = None
    custom_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One record in canonical form."""

    source_id: str
    label: str  # what a person calls it; at most 200 characters
    data: dict[str, Any]  # canonical fields (psasync.contracts.canonical), JSON values only
    business_date: datetime | None = None


@dataclass(frozen=True, slots=True)
class UnreadableRecord:
    """A record that came but cannot be mapped: reported as rejected with its issue, never a failed run."""

    source_id: str
    label: str
    issue: Issue


@dataclass(frozen=True, slots=True)
class Page:
    """A bounded piece of an entity, in the order in which it was read."""

    records: Sequence[SourceRecord]
    next: Cursor | None  # None: the entity was read to its end
    unreadable: Sequence[UnreadableRecord] = ()
    gone_ids: Sequence[str] = ()  # only for reads by id: asked for, and the PSA no longer has them
    source_time: datetime | None = None  # the PSA's clock when the page was asked for; feeds the incremental cursor


@dataclass(frozen=True, slots=True)
class Probe:
    """Whether the records of one entity may be read, and what to do where they may not."""

    entity: Entity
    readable: bool | None  # None: could not be tried
    reason: str = ""  # empty where they may be read
    hint: str = ""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The answer of a credentials check, in the words a person at set-up needs."""

    ok: bool
    system_version: str | None = None
    server_time_zone: str | None = None
    error_kind: ErrorKind | None = None
    message: str = ""
    readable: Mapping[Entity, bool] = field(default_factory=dict)
    code: IssueCode | None = None
    hint: str = ""  # what a person can do about it
    fields: tuple[str, ...] = ()  # where in the connection to look, as `settings.<name>` or `secrets.<name>`
    probes: Sequence[Probe] = ()
    discovered: Mapping[str, str] = field(default_factory=dict)  # what the PSA said of itself: region, zone, codebase


class PsaError(Exception):
    """A call to a PSA failed. The text never holds a secret.

    `permanent` errors end the execution in `error` of this kind; others are retried with backoff, not before
    `retry_after` seconds where the PSA named them.
    """

    def __init__(
        self,
        kind: ErrorKind,
        code: IssueCode,
        message: str,
        *,
        permanent: bool,
        retry_after: float | None = None,
        status: int | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.code = code
        self.message = message
        self.permanent = permanent
        self.retry_after = retry_after
        self.status = status
        self.hint = hint


class BudgetExhausted(Exception):  # noqa: N818 - a state, not a mistake
    """The connection's call budget has nothing left for longer than a worker should wait.

    `reason` completes "Waiting for ...".
    """

    def __init__(self, wait_seconds: float, reason: str) -> None:
        super().__init__(reason)
        self.wait_seconds = wait_seconds
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CallLimit:
    """What a PSA allows, or what we allow ourselves, beside the connection's own calls per minute."""

    key: str  # what the PSA counts by: connections of one database or address share it; never a secret
    calls: int  # of all services together, in any window of `seconds`
    seconds: float
    name: str  # completes "Waiting for ...", for example "Autotask's hourly limit"


class CallBudget(Protocol):
    """The share of a connection's call budget that this service may use, across all its replicas."""

    def at_once(self, total: int) -> int:
        """How many calls at a time are this service's share of `total`; at least one."""

    async def acquire(self, *limits: CallLimit) -> None:
        """Take one call of the connection and of each limit; waits a few seconds at most.

        Raises `BudgetExhausted` where the wait would be longer.
        """

    async def throttled(self, retry_after: float, limit: CallLimit | None = None) -> None:
        """The PSA asked to slow down: nobody calls before `retry_after` seconds are over.

        With `limit` this holds for everyone who shares its key, else for the connection.
        """


@dataclass(frozen=True, slots=True)
class DeclaredField:
    """A custom field that a PSA declares."""

    name: str  # as `ReadScope.custom_fields` takes it
    label: str
    type: str = ""  # in the PSA's words
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a PSA declares of its own set-up.

    An entity that is missing from `custom_fields` declares nothing that could be checked.
    """

    custom_fields: Mapping[Entity, Sequence[DeclaredField]] = field(default_factory=dict)


class SourceAdapter(Protocol):
    """One open connection to a PSA. Cancellation inside any call leaves nothing behind."""

    @property
    def capabilities(self) -> Capabilities: ...

    async def check(self) -> CheckReport:
        """Try the credentials. Never raises for a refusal: the report says what is wrong."""

    async def declare(self) -> Declaration:
        """What can be chosen at set-up. Raises `PsaError` or `BudgetExhausted`."""

    async def read_page(self, scope: ReadScope, cursor: Cursor | None, *, limit: int = 1000) -> Page:
        """Read on from `cursor`. Raises `PsaError` or `BudgetExhausted`; both leave the cursor valid."""

    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ValueForm:
    """What the value of a field must look like, in terms that a form can check while it is typed.

    `pattern` is matched against the whole value without the spaces around it. It keeps to what Python's and a
    browser's regular expressions have in common, and names no group.
    """

    pattern: str
    told: str  # completes "must be ..."
    format: str = ""  # JSON schema's name for it, where it has one


ADDRESS = ValueForm(r"https?://\S+", "an address that begins with https://", "uri")
GUID = ValueForm(
    r"\{?[0-9A-Fa-f]{8}(?:-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}\}?", "a GUID, as 0e1d3c5b-7a99-4f88-9d77-123456789abc"
)
NUMBER = ValueForm(r"[0-9]{1,12}", "a whole number")


@dataclass(frozen=True, slots=True)
class ConnectionField:
    """One field that a connection of a system needs, as a form draws it."""

    name: str
    label: str
    help: str
    secret: bool
    required: bool
    example: str = ""
    default: str | None = None
    choices: tuple[str, ...] = ()  # the only values there are; empty: it is free text
    form: ValueForm | None = None  # of a value that is not empty
    longest: int = 0  # characters; 0: the bound of every field
    media_type: str = ""  # of a text that is a document in itself, such as `application/json`


@dataclass(frozen=True, slots=True)
class Credentials:
    """A connection opened for use: settings and decrypted secrets. Its repr shows no secret.

    `plain_http_hosts` is the operator's permission, never the tenant's: hosts (lower case) that may be called by plain
    http, and that may be this machine itself. Services fill it from `CommonSettings.psa_plain_http_hosts`.
    """

    connection: str
    tenant: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)
    plain_http_hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RawWebhook:
    """A webhook as it came, before anything is believed about it. Its repr shows nothing of it."""

    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)  # lower-case names
    query: Mapping[str, str] = field(repr=False)


class WebhookRefused(Exception):  # noqa: N818 - a verdict, not a mistake
    """The webhook is not to be believed. `reason` is a slug for counters and logs and shows no content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WebhookUnverifiable(Exception):  # noqa: N818 - a state, not a verdict
    """The key that verifies it cannot be had at the moment: the PSA should send it again."""

    def __init__(self, reason: str, retry_after: float = 5) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class WebhookDeactivated:
    """The PSA tells that it sends nothing more until the webhook is switched on again."""

    detail: str = ""  # one sentence for a person


class WebhookVerifier(Protocol):
    """One for all connections of a process; it may keep keys and the way to them."""

    async def verify(self, webhook: RawWebhook, credentials: Credentials) -> TicketChanged | WebhookDeactivated | None:
        """Check a webhook on its raw bytes and give its ticket event.

        None: genuine, but not about a ticket, such as a test call. Raises `WebhookRefused` or `WebhookUnverifiable`.
        """

    async def aclose(self) -> None: ...
