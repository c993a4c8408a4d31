"""Generated from docs/openapi and docs/asyncapi: `make docs` writes it anew."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from psasync_client.models.base import Model, OpenEnum


class CutReason(OpenEnum):
    """Why the relay ended a stream. In each case the client can come back with the id it has."""

    SLOW_CONSUMER = "slow-consumer"
    TOPIC_CHANGED = "topic-changed"
    SHUTDOWN = "shutdown"
    REVOKED = "revoked"
    UNVERIFIED = "unverified"


class CutStream(Model):
    at: AwareDatetime
    key_id: str
    reason: CutReason
    tenant: str


class HookState(OpenEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    ABSENT = "absent"
    BY_HAND = "by-hand"
    UNKNOWN = "unknown"


class MissedTickets(Model):
    """Events between two ids may be missing."""

    from_: Annotated[str | None, Field(alias="from")]
    """Null where it is not known."""
    reason: str
    to: str


class OpenStream(Model):
    behind_bytes: int
    behind_events: int
    """That have come and are not sent yet, those that its filter leaves out too."""
    key_id: str
    since: AwareDatetime
    tenant: str
    transport: str


class RefusedWebhook(Model):
    """A webhook that was not taken. Its content was not kept."""

    at: AwareDatetime
    reason: str
    size: int
    """Bytes."""
    source: str
    """The address it came from."""


class RepairView(Model):
    """Changes of tickets are read from the PSA now and then, in case that a webhook did not come."""

    dealt_with_until: AwareDatetime
    """By the PSA's clock: earlier changes have been passed on."""
    found: int
    """Changes that no webhook told, since it began."""
    found_at: AwareDatetime | None
    polled_at: AwareDatetime | None
    """The last time that the PSA answered."""
    waits: str
    """Why it waits; empty if it does not."""


class StreamEnd(Model):
    """The stream ends here, and when to come back."""

    reason: str
    retry_ms: int


class StreamTokenView(Model):
    expires_at: AwareDatetime
    """Until then a stream has to be opened; an open one lives on."""
    token: str
    """For the parameter `token` of the tenant's streams."""


class Streams(Model):
    """Of the replica that answers; each has its own."""

    cut: list[CutStream]
    """The last ones that were ended from this side, the latest first."""
    open: int
    """Streams that the caller may see."""
    streams: list[OpenStream]
    """At most 1000, those furthest behind first."""


class TrialView(Model):
    """Milliseconds; null where it did not come to that."""

    arrived: bool
    """The call came through the public address to the relay, and was recognised."""
    detail: str
    kafka_ms: float | None
    """An answer of Kafka; null if it gives none."""
    lookup_ms: float | None
    """Whose address it is."""
    way_ms: float | None
    """There and back."""
    whole_ms: float


class WebhookHealth(Model):
    """Counted over all replicas, a few seconds late."""

    connection: str
    deactivated: int
    """The PSA told that it sends nothing more; the webhook is registered again."""
    deferred: dict[str, int]
    """Answered 429 or 503, so that the PSA sends them again, by reason."""
    ignored: int
    """Genuine, and not about a ticket."""
    last_event_at: AwareDatetime | None
    """When the last genuine webhook came."""
    last_refused_at: AwareDatetime | None
    latest_refusals: list[RefusedWebhook]
    """At most 50, newest first."""
    published: int
    """Acknowledged by Kafka."""
    refused: dict[str, int]
    """Not believed or not taken, by reason."""
    repeated: int
    """Sent again after they had been acknowledged; passed on once."""
    tenant: str


class WebhookView(Model):
    address: str | None
    """Where the PSA sends its webhooks; shown to admins only."""
    asked_at: AwareDatetime | None
    by: str
    """Who asked last."""
    by_api: bool
    """The system has an API for registering; else a person follows `steps`."""
    checked_at: AwareDatetime | None
    connection: str
    detail: str
    renewed_at: AwareDatetime | None
    """When it was found dead, and brought to life again."""
    repair: RepairView | None
    since: AwareDatetime | None
    state: HookState
    steps: list[str]
    """What a person does in the PSA where there is no API, or it fails."""
    tenant: str
    waits: str
    """Why the last look at it came to nothing; empty if it did not."""
    wanted: bool | None
    """null: nobody has asked for it here."""
