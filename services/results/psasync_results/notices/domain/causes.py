"""What people are told of, and how a telling is named so that it happens once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field

from psasync.contracts.vocabulary import ErrorKind, System, Trigger

_NOTICE = UUID("0b0f2c5e-7a61-5c1b-9d0c-4f3a8b6f2d17")
_GROUP = UUID("b9a4d0d2-1f0e-5b43-8f6b-6c9e7d1a5e30")


class NoticeKind(StrEnum):
    """Why somebody is told."""

    FAILURE = "failure"  # the first execution of a sync in a row that ended in error
    RECOVERY = "recovery"  # the first that went well after a failure that was told
    AUTO_PAUSE = "auto_pause"  # the scheduler paused a sync that failed again and again
    MISSED = "missed"  # occurrences of a schedule went by without running
    WEBHOOK_RENEWED = "webhook_renewed"  # a PSA had lost a connection's webhook; the relay registered it again
    DIGEST = "digest"  # a tenant's day
    WEBHOOK_DISABLED = "webhook_disabled"  # the installation's webhook takes nothing any more


class Channel(StrEnum):
    MAIL = "mail"
    WEBHOOK = "webhook"


class Facts(BaseModel):
    """What is told of a cause. What a kind does not have is None."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    tenant_name: str | None = None
    sync_name: str | None = None
    system: System | None = Field(None, description="Where the sync reads.")
    execution: str | None = None
    trigger: Trigger | None = None
    error_kind: ErrorKind | None = None
    error_code: str | None = None
    message: str | None = None
    hint: str | None = None
    ended_at: datetime | None = None
    failed_execution: str | None = Field(None, description="Of a recovery: the failure that had been told.")
    failing_since: datetime | None = None
    occurrence: str | None = Field(None, description="The nominal local date-time that was missed.")
    reason: str | None = None
    day: str | None = Field(None, description="Of a digest, in the tenant's zone.")
    time_zone: str | None = None
    runs: int | None = None
    failed_runs: int | None = None
    lines: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing to tell. `name` is what it is told once for; causes that are `alike` are told together."""

    kind: NoticeKind
    name: str
    tenant: str
    sync: str | None
    at: datetime
    alike: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Addressee:
    channel: Channel
    address: str

    @property
    def key(self) -> str:
        """Hardly any mail server tells upper from lower case."""
        return self.address.casefold()


def notice_id(kind: NoticeKind, name: str, addressee: Addressee) -> str:
    """The same cause for the same addressee always has the same id: whoever tells it again tells nothing new."""
    return str(uuid5(_NOTICE, _joined((kind, name, addressee.channel, addressee.key))))


def group_id(cause: Cause, addressee: Addressee) -> str:
    """What notices have in common that one message may carry."""
    return str(uuid5(_GROUP, _joined((cause.kind, cause.alike, addressee.channel, addressee.key))))


def _joined(parts: Sequence[str]) -> str:
    """Unambiguous: no choice of parts gives the text of another choice."""
    return "".join(f"{len(part)}:{part}" for part in parts)
