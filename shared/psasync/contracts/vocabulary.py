"""The words of the domain, as closed sets."""

from enum import StrEnum


class Entity(StrEnum):
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


class System(StrEnum):
    """What a connection can point to."""

    CONNECTWISE = "connectwise"
    AUTOTASK = "autotask"
    HALOPSA = "halopsa"
    SYNCRO = "syncro"
    KASEYA_BMS = "kaseya_bms"
    HTTP_SOURCE = "http_source"  # any HTTP/JSON interface, described by configuration
    HTTP_ENDPOINT = "http_endpoint"  # a destination that takes signed requests


class Trigger(StrEnum):
    NIGHTLY = "nightly"
    MANUAL = "manual"
    EVENT = "event"


class Mode(StrEnum):
    """`missing`: what is new, has changed, or was refused or failed before. `force`: everything again."""

    MISSING = "missing"
    FORCE = "force"


class Outcome(StrEnum):
    """The fate of one record in one execution."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    WARNING = "warning"
    SKIPPED = "skipped"
    REJECTED = "rejected"
    FAILED = "failed"
    DELETED = "deleted"


FETCHED_OUTCOMES = frozenset(Outcome) - {Outcome.DELETED}
"""`fetched` is the sum of these: a deletion is found by absence, not fetched."""

MISSING_OUTCOMES = frozenset({Outcome.REJECTED, Outcome.FAILED})
"""Outcomes that leave a record marked as missing in the ledger, as a skipped one does whose parent is missing."""

QUIET_OUTCOMES = frozenset({Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.DELETED})
"""A completed execution with any other outcome is `finished_with_warnings`."""


class Status(StrEnum):
    """Where an execution stands. It only moves forward, and the last four are final."""

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    FINISHED = "finished"
    FINISHED_WITH_WARNINGS = "finished_with_warnings"
    ERROR = "error"
    CANCELED = "canceled"

    @property
    def terminal(self) -> bool:
        return self not in {Status.QUEUED, Status.IN_PROGRESS}


class HistoryOutcome(StrEnum):
    """How an ended execution is summed up in the history. A canceled one has none."""

    NO_CHANGE = "no_change"
    SUCCESS = "success"
    WARNING = "warning"
    FAILURE = "failure"


class ErrorKind(StrEnum):
    AUTHENTICATION = "authentication"
    AUTHORIZATION = "authorization"
    CONNECTIVITY = "connectivity"
    TECHNICAL = "technical"
    CONFIGURATION = "configuration"


class Role(StrEnum):
    """What a bearer may do: each role includes the ones before it."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"

    def includes(self, other: "Role") -> bool:
        order = list(Role)
        return order.index(self) >= order.index(other)


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
