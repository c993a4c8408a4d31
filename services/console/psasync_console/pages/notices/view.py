"""Who was told what, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psasync_client.models.results import DeliveryView, Facts, NoticeView
from psasync_console.web.showing import ERROR_KINDS, Badge, badge_of, name_of, plural, word

KINDS: Mapping[str, str] = {
    "failure": "A run failed",
    "recovery": "It is well again",
    "auto_pause": "A sync was paused",
    "missed": "A night was missed",
    "webhook_renewed": "A webhook was renewed",
    "digest": "A day's summary",
    "webhook_disabled": "The webhook was disabled",
}
CHANNELS: Mapping[str, str] = {"mail": "Mail", "webhook": "Webhook"}
STATES: Mapping[str, Badge] = {
    "waiting": Badge("Waiting", "azure", icon="clock", meaning="For others like it, its turn, or another attempt."),
    "sent": Badge("Sent", "green", icon="circle-check", meaning="The mail server or the webhook has taken it."),
    "failed": Badge("Failed", "red", icon="circle-x", meaning="Refused for good, or given up after a day."),
    "held": Badge("Held", "yellow", icon="hand-stop", meaning="Not tried: no way is set up, or it is disabled."),
}
_ATTEMPTS: Mapping[str, str] = {
    "unknown": "Under way, or cut off: the receiver may have it",
    "sent": "Taken",
    "refused": "Refused",
    "failed": "Did not get through",
}


@dataclass(frozen=True, slots=True)
class AttemptLine:
    at: datetime
    says: str


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    state: Badge
    created_at: datetime
    next_at: datetime | None
    asked_by: str
    held: str
    attempts: Sequence[AttemptLine]


@dataclass(frozen=True, slots=True)
class NoticeLine:
    id: str
    kind: str
    about: str
    says: str
    tenant: str
    execution: str
    channel: str
    address: str
    state: Badge
    at: datetime
    deliveries: Sequence[DeliveryLine]


def notice_line(notice: NoticeView) -> NoticeLine:
    facts, channel = notice.facts, word(notice.channel)
    return NoticeLine(
        id=notice.id,
        kind=name_of(KINDS, notice.kind),
        about=facts.sync_name or "",
        says=_says(facts),
        tenant=facts.tenant_name or notice.tenant,
        execution=facts.execution or "",
        channel=name_of(CHANNELS, channel),
        address="the installation's" if channel == "webhook" else notice.address,
        state=badge_of(STATES, notice.state),
        at=notice.at,
        deliveries=[_delivery(each) for each in notice.deliveries],
    )


def _says(facts: Facts) -> str:
    kind = name_of(ERROR_KINDS, facts.error_kind) if facts.error_kind else ""
    runs = f"after {plural(facts.failed_runs, 'failed run')}" if facts.failed_runs else ""
    said = [kind, facts.message or "", facts.reason or "", facts.day or "", runs]
    return ": ".join(each for each in said if each)


def _delivery(delivery: DeliveryView) -> DeliveryLine:
    return DeliveryLine(
        state=badge_of(STATES, delivery.state),
        created_at=delivery.created_at,
        next_at=delivery.next_attempt_at,
        asked_by=delivery.requested_by or "",
        held=delivery.held or "",
        attempts=[
            AttemptLine(each.at, _attempt(word(each.outcome), each.status, each.detail)) for each in delivery.attempts
        ],
    )


def _attempt(outcome: str, status: int | None, detail: str) -> str:
    code = f" ({status})" if status else ""
    return f"{name_of(_ATTEMPTS, outcome)}{code}" + (f": {detail}" if detail and outcome != "sent" else "")
