"""Generated from docs/openapi and docs/asyncapi: `make docs` writes it anew."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import AwareDatetime

from psasync_client.models.base import Model, OpenEnum


class Cancellation(Model):
    by: str = ""
    reason: str = ""
    superseded_by: str | None = None
    """The queued execution that this request joined."""


class Entity(OpenEnum):
    """A kind of record that a sync can carry."""

    COMPANY_STATUS = "company_status"
    COMPANY = "company"
    COMPANY_SITE = "company_site"
    CONTACT = "contact"
    ASSET = "asset"
    PRODUCT = "product"
    TICKET_BOARD = "ticket_board"
    TICKET_PRIORITY = "ticket_priority"
    TICKET_STATUS = "ticket_status"


class ErrorKind(OpenEnum):
    AUTHENTICATION = "authentication"
    AUTHORIZATION = "authorization"
    CONNECTIVITY = "connectivity"
    TECHNICAL = "technical"
    CONFIGURATION = "configuration"


class HistoryOutcome(OpenEnum):
    """How an ended execution is summed up in the history. A canceled one has none."""

    NO_CHANGE = "no_change"
    SUCCESS = "success"
    WARNING = "warning"
    FAILURE = "failure"


class IssueCode(OpenEnum):
    FIELD_REQUIRED = "field_required"
    FIELD_TOO_LONG = "field_too_long"
    FIELD_INVALID = "field_invalid"
    RECORD_UNREADABLE = "record_unreadable"
    PARENT_MISSING = "parent_missing"
    DESTINATION_REFUSED = "destination_refused"
    DESTINATION_AMBIGUOUS = "destination_ambiguous"
    DESTINATION_UNAVAILABLE = "destination_unavailable"
    DELETIONS_HELD = "deletions_held"
    CUSTOM_FIELD_VANISHED = "custom_field_vanished"
    MAPPING_INVALID = "mapping_invalid"
    SOURCE_GONE = "source_gone"
    CREDENTIALS_REFUSED = "credentials_refused"
    PERMISSION_MISSING = "permission_missing"
    ADDRESS_WRONG = "address_wrong"
    ADDRESS_FORBIDDEN = "address_forbidden"
    SOURCE_UNREACHABLE = "source_unreachable"
    SOURCE_TIMEOUT = "source_timeout"
    SOURCE_THROTTLED = "source_throttled"
    SOURCE_FAILED = "source_failed"
    SOURCE_ANSWER_INVALID = "source_answer_invalid"
    SYNC_UNKNOWN = "sync_unknown"
    SYNC_ARCHIVED = "sync_archived"
    PERIOD_REVERSED = "period_reversed"
    PERIOD_UNSUPPORTED = "period_unsupported"
    ENTITY_UNSUPPORTED = "entity_unsupported"
    CONFIRMATION_MISSING = "confirmation_missing"
    REQUEST_INVALID = "request_invalid"
    DEADLINE_PASSED = "deadline_passed"
    TOTALS_DIFFER = "totals_differ"
    INTERNAL = "internal"


class Mode(OpenEnum):
    """`missing`: what is new, has changed, or was refused or failed before. `force`: everything again."""

    MISSING = "missing"
    FORCE = "force"


class Named(Model):
    """A reference as the PSA gives it: its id, and its name where the PSA says it."""

    id: str | None = None
    name: str | None = None


class Outcome(OpenEnum):
    """The fate of one record in one execution."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    WARNING = "warning"
    SKIPPED = "skipped"
    REJECTED = "rejected"
    FAILED = "failed"
    DELETED = "deleted"


class Period(Model):
    """Calendar days in the tenant's time zone, both included. One date is a period of one day.

    A reversed period is a valid shape: it becomes an execution in error, which the sender can find.
    """

    first: date
    last: date


class RecordRef(Model):
    entity: Entity
    source_id: str


class RunError(Model):
    code: IssueCode
    hint: str = ""
    kind: ErrorKind
    message: str


class Status(OpenEnum):
    """Where an execution stands. It only moves forward, and the last four are final."""

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    FINISHED = "finished"
    FINISHED_WITH_WARNINGS = "finished_with_warnings"
    ERROR = "error"
    CANCELED = "canceled"


class System(OpenEnum):
    """What a connection can point to."""

    CONNECTWISE = "connectwise"
    AUTOTASK = "autotask"
    HALOPSA = "halopsa"
    SYNCRO = "syncro"
    KASEYA_BMS = "kaseya_bms"
    HTTP_SOURCE = "http_source"
    HTTP_ENDPOINT = "http_endpoint"


class TicketKind(OpenEnum):
    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    NOTE = "note"


class Trigger(OpenEnum):
    NIGHTLY = "nightly"
    MANUAL = "manual"
    EVENT = "event"


class TicketChanged(Model):
    """One change of one ticket, the same shape for every PSA."""

    board: Named | None = None
    company: Named | None = None
    connection: str
    contact: Named | None = None
    kind: TicketKind
    message_id: str | None = None
    """The PSA's own name for this delivery."""
    number: str | None = None
    occurred_at: AwareDatetime | None = None
    """By the PSA's clock."""
    partial: bool = False
    """Only changed fields are known."""
    payload: dict[str, Any] | None = None
    """What the PSA sent, decoded."""
    priority: Named | None = None
    received_at: AwareDatetime
    repaired: bool = False
    """Found by reading the PSA: its webhook did not come."""
    status: Named | None = None
    system: System
    tenant: str
    ticket_id: str
    title: str | None = None
    version: int = 1
