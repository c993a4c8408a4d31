"""A message on its way to one address."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from psasync_results.notices.domain.causes import Channel, Facts, NoticeKind


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"  # refused for good, or given up after a day
    HELD = "held"  # not tried: its way is not set up, or disabled


class AttemptOutcome(StrEnum):
    UNKNOWN = "unknown"  # the process ended before it was known: the receiver may have the message
    SENT = "sent"
    REFUSED = "refused"  # for good
    FAILED = "failed"  # for the moment


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one try. `status` is the receiver's code, `detail` an excerpt of its words or what went wrong."""

    outcome: AttemptOutcome
    status: int | None = None
    detail: str = ""
    retry_after: float | None = None  # seconds
    gone: bool = False  # the receiver wants nothing more, ever

    @property
    def sent(self) -> bool:
        return self.outcome is AttemptOutcome.SENT


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: the notices of one group, of which at most `MOST_SHOWN` are spelled out."""

    id: str
    kind: NoticeKind
    channel: Channel
    address: str
    total: int
    shown: tuple["Shown", ...]
    created_at: datetime
    tries: int = 0  # this one included
    redelivery: bool = False  # a person asked for it: it is tried once


@dataclass(frozen=True, slots=True)
class Shown:
    """One notice in a message."""

    notice: str
    tenant: str
    sync: str | None
    at: datetime
    facts: Facts
