"""What is shown of notices."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from psasync.contracts.notifications import EmailAddress
from psasync_results.notices.domain.causes import Channel, Facts, NoticeKind
from psasync_results.notices.domain.deliveries import AttemptOutcome, DeliveryState


class DeliveryAttemptView(BaseModel):
    at: datetime
    outcome: AttemptOutcome = Field(
        description="`unknown`: it is under way, or its process ended first and the receiver may have the message."
    )
    status: int | None = Field(description="The receiver's code: of HTTP, or of the mail server.")
    detail: str = Field(
        description="The beginning of the receiver's words, or what went wrong; the webhook's for keys of the platform."
    )


class DeliveryView(BaseModel):
    """A message that holds the notice."""

    id: str
    state: DeliveryState
    total: int | None = Field(
        description="Notices in it, of all tenants: those that are alike leave together. For keys of the platform."
    )
    created_at: datetime
    requested_by: str | None = Field(description="The API key that asked for it once more.")
    next_attempt_at: datetime | None = Field(description="While an attempt is under way: when another may follow.")
    ended_at: datetime | None
    held: str | None = Field(description="Why it was not tried.")
    attempts: list[DeliveryAttemptView]


class NoticeView(BaseModel):
    """What one addressee was told of one cause."""

    id: str
    kind: NoticeKind
    tenant: str = Field(description="`platform` for what belongs to no tenant.")
    sync: str | None
    at: datetime = Field(description="When what it is about happened.")
    created_at: datetime
    channel: Channel
    address: str = Field(description="`installation`: its webhook.")
    state: DeliveryState = Field(description="Of its latest delivery; `waiting` while others like it are gathered.")
    facts: Facts
    deliveries: list[DeliveryView] = Field(description="The first one first.")


class RedeliveryView(BaseModel):
    notice: str
    delivery: str


class TrialBody(BaseModel):
    """Whom to send a test message."""

    model_config = ConfigDict(extra="forbid")

    recipients: list[EmailAddress] = Field(default_factory=list, max_length=5)
    webhook: bool = Field(default=False, description="Also to the webhook; only with a key of the whole platform.")


class TrialView(BaseModel):
    channel: Channel
    address: str
    ok: bool = Field(description="The mail server or the webhook has taken it.")
    status: int | None
    detail: str


class TrialsView(BaseModel):
    items: list[TrialView]


def notice_view(notice: Mapping[str, Any], messages: Mapping[str, Mapping[str, Any]], *, whole: bool) -> NoticeView:
    """`whole`: also what belongs to the installation, and not to the notice's tenant."""
    shows_words = whole or notice["channel"] != Channel.WEBHOOK
    held_by = [messages[id_] for id_ in notice["deliveries"] if id_ in messages]
    deliveries = [_delivery(message, whole=whole, words=shows_words) for message in held_by]
    same = ("kind", "tenant", "sync", "at", "created_at", "channel", "address", "facts")
    state = deliveries[-1].state if deliveries else DeliveryState.WAITING
    return NoticeView(id=notice["_id"], state=state, deliveries=deliveries, **{name: notice[name] for name in same})


def _delivery(message: Mapping[str, Any], *, whole: bool, words: bool) -> DeliveryView:
    same = ("state", "created_at", "requested_by", "ended_at")
    return DeliveryView(
        id=message["_id"],
        total=message["total"] if whole else None,
        next_attempt_at=message["due"],
        held=message.get("held"),
        attempts=[DeliveryAttemptView(**each | ({} if words else {"detail": ""})) for each in message["attempts"]],
        **{name: message[name] for name in same},
    )
