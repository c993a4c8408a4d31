"""How a connection's webhook stands, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psasync_client.models.relay import RefusedWebhook, WebhookHealth, WebhookView
from psasync_console.web.showing import Badge, badge_of, word

HOOKS: Mapping[str, Badge] = {
    "active": Badge("Registered", "green", icon="circle-check", meaning="The PSA sends every change of a ticket."),
    "inactive": Badge("Switched off", "red", icon="circle-x", meaning="The PSA has it and sends nothing to it."),
    "absent": Badge("Not registered", "secondary", icon="circle-dashed", meaning="The PSA does not have it."),
    "by-hand": Badge(
        "Set up by hand", "azure", icon="hand-finger", meaning="The PSA has no API for it: a person does."
    ),
    "unknown": Badge("Not known", "yellow", icon="help-circle", meaning="The PSA has not said yet."),
}
UNWANTED = Badge("Not set up", "secondary", icon="circle-dashed", meaning="Nobody has asked for live tickets here.")

_REASONS: Mapping[str, str] = {
    "signature-wrong": "The signature does not fit",
    "signature-missing": "It had no signature",
    "secret-wrong": "The secret is another one",
    "secret-missing": "It had no secret",
    "body-incomplete": "A ticket without an id",
    "body-unexpected": "It has another form than the system documents",
    "body-cut-off": "It ended too early",
    "body-too-slow": "It came too slowly",
    "content-type": "It is of another kind than the system documents",
    "foreign-tenant": "It belongs to another account",
    "too-large": "It is larger than a webhook may be",
    "connection-invalid": "The connection's settings do not let it be verified",
    "connection-cannot-be-opened": "The connection's secrets cannot be opened",
    "kafka-unavailable": "Kafka did not answer",
    "verification-too-slow": "It could not be verified in time",
    "verifier-failed": "It could not be verified",
    "busy": "Too many came at once",
    "throttled": "More came than the connection's share",
}


@dataclass(frozen=True, slots=True)
class Webhook:
    """`wanted`: null where nobody has asked for it. `health` is absent where the relay has not said."""

    badge: Badge
    wanted: bool | None
    by_api: bool
    asked: str  # who asked
    asked_at: datetime | None
    since: datetime | None
    detail: str
    waits: str
    checked_at: datetime | None
    renewed_at: datetime | None
    address: str | None
    steps: Sequence[str]
    repaired: int
    repaired_at: datetime | None
    repair_waits: str
    last_event_at: datetime | None
    last_refused_at: datetime | None
    passed_on: int
    repeated: int
    refused: Sequence[tuple[str, int]]
    deferred: Sequence[tuple[str, int]]
    latest: Sequence[RefusedWebhook]

    @property
    def refusals(self) -> int:
        return sum(count for _, count in self.refused)

    @property
    def postponed(self) -> int:
        return sum(count for _, count in self.deferred)


def webhook_of(view: WebhookView, health: WebhookHealth) -> Webhook:
    repair = view.repair
    return Webhook(
        badge=UNWANTED if not view.wanted and word(view.state) == "unknown" else badge_of(HOOKS, view.state),
        wanted=view.wanted,
        by_api=view.by_api,
        asked=view.by,
        asked_at=view.asked_at,
        since=view.since,
        detail=view.detail,
        waits=view.waits,
        checked_at=view.checked_at,
        renewed_at=view.renewed_at,
        address=view.address,
        steps=view.steps,
        repaired=repair.found if repair else 0,
        repaired_at=repair.found_at if repair else None,
        repair_waits=repair.waits if repair else "",
        last_event_at=health.last_event_at,
        last_refused_at=health.last_refused_at,
        passed_on=health.published,
        repeated=health.repeated,
        refused=_worded(health.refused),
        deferred=_worded(health.deferred),
        latest=health.latest_refusals,
    )


def reason_words(reason: str) -> str:
    return _REASONS.get(reason) or reason.replace("-", " ").capitalize()


def _worded(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(reason_words(reason), count) for reason, count in sorted(counts.items(), key=lambda each: -each[1])]
