"""/internal, for the scheduler: a connection is being archived, and its webhook goes with it."""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Depends

from psasync.contracts.internal import WebhookRemoval
from psasync.kit.catalog import CatalogClient
from psasync.kit.http import internal_only
from psasync_tickets_relay.upkeep.assembly import UpkeepParts

_WITHIN = 10.0
"""Seconds. The scheduler waits for it, and asks again."""

_BY = "archiving"


def farewells_router(catalog: CatalogClient, upkeep: UpkeepParts) -> APIRouter:
    router = APIRouter(prefix="/internal/connections", tags=["internal"], dependencies=[Depends(internal_only)])

    @router.post("/{connection_id}/webhook-removal")
    async def remove(connection_id: str) -> WebhookRemoval:
        """Its tickets are no longer looked after, and the PSA is asked to forget the webhook; can be repeated."""
        before, now = await upkeep.registrations.get(connection_id), datetime.now(UTC)
        if before is None:
            return WebhookRemoval(gone=True)
        if before.wanted:
            before = await upkeep.registrations.want(
                connection_id, before.tenant, wanted=False, by=_BY, now=now, due_at=now + timedelta(seconds=_WITHIN * 2)
            )
        await upkeep.repairs.end(connection_id)
        connection = await catalog.connection(connection_id)
        if connection is None or before.settled:
            return WebhookRemoval(gone=True)
        after = await upkeep.checking.ask(connection, before, within=_WITHIN)
        return WebhookRemoval(gone=after.settled, trouble=after.trouble or after.detail)

    return router
