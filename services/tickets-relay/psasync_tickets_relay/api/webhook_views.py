"""A connection's webhook as callers see it."""

from datetime import datetime

from pydantic import BaseModel, Field

from psasync.contracts.internal import ResolvedConnection
from psasync.psa.live_tickets import HookTarget, LiveTickets
from psasync_tickets_relay.domain.standing import HookState, Standing
from psasync_tickets_relay.store.repairs import Polled

_HIDDEN = "(shown to admins)"


class RepairView(BaseModel):
    """Changes of tickets are read from the PSA now and then, in case that a webhook did not come."""

    polled_at: datetime | None = Field(description="The last time that the PSA answered.")
    dealt_with_until: datetime = Field(description="By the PSA's clock: earlier changes have been passed on.")
    found: int = Field(description="Changes that no webhook told, since it began.")
    found_at: datetime | None
    waits: str = Field(description="Why it waits; empty if it does not.")


class WebhookView(BaseModel):
    connection: str
    tenant: str
    by_api: bool = Field(description="The system has an API for registering; else a person follows `steps`.")
    wanted: bool | None = Field(description="null: nobody has asked for it here.")
    by: str = Field(description="Who asked last.")
    asked_at: datetime | None
    state: HookState
    since: datetime | None
    detail: str
    waits: str = Field(description="Why the last look at it came to nothing; empty if it did not.")
    checked_at: datetime | None
    renewed_at: datetime | None = Field(description="When it was found dead, and brought to life again.")
    address: str | None = Field(description="Where the PSA sends its webhooks; shown to admins only.")
    steps: list[str] = Field(description="What a person does in the PSA where there is no API, or it fails.")
    repair: RepairView | None


class TrialView(BaseModel):
    """Milliseconds; null where it did not come to that."""

    arrived: bool = Field(description="The call came through the public address to the relay, and was recognised.")
    detail: str
    whole_ms: float
    way_ms: float | None = Field(description="There and back.")
    lookup_ms: float | None = Field(description="Whose address it is.")
    kafka_ms: float | None = Field(description="An answer of Kafka; null if it gives none.")


def webhook_view(
    connection: ResolvedConnection,
    abilities: LiveTickets,
    standing: Standing | None,
    polled: Polled | None,
    target: HookTarget | None,
) -> WebhookView:
    """`target`: None for those who may not see it."""
    known = standing or Standing(connection.id, connection.tenant, wanted=False)
    return WebhookView(
        connection=connection.id,
        tenant=connection.tenant,
        by_api=abilities.open_registrar is not None,
        wanted=None if standing is None else known.wanted,
        by=known.by,
        asked_at=known.asked_at,
        state=known.state,
        since=known.since,
        detail=known.detail,
        waits=known.trouble,
        checked_at=known.checked_at,
        renewed_at=known.renewed_at,
        address=target.address if target else None,
        steps=[_filled(step, target) for step in abilities.steps],
        repair=None if polled is None else _repair(polled),
    )


def _filled(step: str, target: HookTarget | None) -> str:
    address, secret = (target.address, target.secret) if target else (_HIDDEN, _HIDDEN)
    return step.replace("{address}", address).replace("{secret}", secret)


def _repair(polled: Polled) -> RepairView:
    return RepairView(
        polled_at=polled.polled_at,
        dealt_with_until=polled.dealt_with_until,
        found=polled.found,
        found_at=polled.found_at,
        waits=polled.trouble,
    )
