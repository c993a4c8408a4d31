"""What a consumer of live tickets is sent: events of a stream, or messages of a WebSocket with the same members."""

from typing import Literal

from pydantic import Field

from psasync.contracts.base import Contract
from psasync.contracts.events.tickets import TicketChanged

ResumeId = str
"""Opaque; shown as `last_event_id` when the consumer comes back, to any replica."""

GapReason = Literal["unknown", "other-partition", "ahead", "expired", "lost", "slow"]
ClosedReason = Literal["slow-consumer", "topic-changed", "shutdown", "revoked", "unverified"]


class MissedTickets(Contract):
    """Events between two ids may be missing."""

    reason: GapReason
    start: ResumeId | None = Field(alias="from", description="Null where it is not known.")
    to: ResumeId


class StreamEnd(Contract):
    """The stream ends here, and when to come back."""

    reason: ClosedReason
    retry_ms: int = Field(ge=0)


class StreamedTicket(Contract):
    """A change of a ticket."""

    type: Literal["ticket"]
    id: ResumeId
    ticket: TicketChanged


class StreamHeartbeat(Contract):
    """Nothing has come: quiet and filtered consumers resume from this id too."""

    type: Literal["heartbeat"]
    id: ResumeId


class StreamGap(MissedTickets):
    """Events between two ids may be missing."""

    type: Literal["gap"]
    id: ResumeId


class StreamClosed(StreamEnd):
    """The last message, and when to come back."""

    type: Literal["closed"]
    id: ResumeId
