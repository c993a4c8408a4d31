"""How the webhooks of a connection are doing."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from psasync.contracts.base import Id
from psasync.contracts.vocabulary import Role
from psasync.kit.catalog import CatalogClient
from psasync.kit.http import Principal, not_found, requires
from psasync_tickets_relay.inbound.health import Refusal
from psasync_tickets_relay.inbound.verdicts import Outcome
from psasync_tickets_relay.store.webhook_health import WebhookHealthStore

_LATEST = 50


class RefusedWebhook(BaseModel):
    """A webhook that was not taken. Its content was not kept."""

    reason: str
    at: datetime
    size: int = Field(description="Bytes.")
    source: str = Field(description="The address it came from.")


class WebhookHealth(BaseModel):
    """Counted over all replicas, a few seconds late."""

    connection: str
    tenant: str
    last_event_at: datetime | None = Field(description="When the last genuine webhook came.")
    last_refused_at: datetime | None
    published: int = Field(description="Acknowledged by Kafka.")
    repeated: int = Field(description="Sent again after they had been acknowledged; passed on once.")
    ignored: int = Field(description="Genuine, and not about a ticket.")
    deactivated: int = Field(description="The PSA told that it sends nothing more; the webhook is registered again.")
    refused: dict[str, int] = Field(description="Not believed or not taken, by reason.")
    deferred: dict[str, int] = Field(description="Answered 429 or 503, so that the PSA sends them again, by reason.")
    latest_refusals: list[RefusedWebhook] = Field(description=f"At most {_LATEST}, newest first.")


def health_router(catalog: CatalogClient, store: WebhookHealthStore) -> APIRouter:
    router = APIRouter(prefix="/v1/connections", tags=["webhooks"])

    @router.get(
        "/{connection_id}/webhook-health",
        operation_id="webhooks.health",
        summary="How a connection's webhooks are doing",
    )
    async def webhook_health(
        connection_id: Annotated[Id, Path()], principal: Annotated[Principal, Depends(requires(Role.VIEWER))]
    ) -> WebhookHealth:
        connection = await catalog.connection(connection_id)
        if connection is None or not principal.sees(connection.tenant):
            raise not_found(f"connection {connection_id!r}")
        stored = await store.read(connection.id)
        return WebhookHealth(
            connection=connection.id,
            tenant=connection.tenant,
            last_event_at=stored.last_event_at,
            last_refused_at=stored.last_refused_at,
            published=stored.outcomes.get(Outcome.PUBLISHED, 0),
            repeated=stored.outcomes.get(Outcome.REPEATED, 0),
            ignored=stored.outcomes.get(Outcome.IGNORED, 0),
            deactivated=stored.outcomes.get(Outcome.DEACTIVATED, 0),
            refused=dict(stored.refused),
            deferred=dict(stored.deferred),
            latest_refusals=[_view(refusal) for refusal in await store.latest_refusals(connection.id, _LATEST)],
        )

    return router


def _view(refusal: Refusal) -> RefusedWebhook:
    return RefusedWebhook(reason=refusal.reason, at=refusal.at, size=refusal.size, source=refusal.source)
