"""The questions behind a set-up."""

from __future__ import annotations

from psasync_client import AsyncClient, ConnectionFailed, ProblemError, Timeout
from psasync_client.models.relay import WebhookView
from psasync_client.models.results import SummaryView
from psasync_client.models.scheduler import ConnectionView, SyncView
from psasync_console.pages.setup.progress import Known
from psasync_console.web.platform import together
from psasync_console.web.showing import word

_MOST = 200


async def known(client: AsyncClient, tenant_id: str) -> Known:
    tenant, connections, syncs, systems = await together(
        client.tenants.get(tenant_id),
        client.connections.list(tenant=tenant_id, limit=_MOST).page(),
        client.syncs.list(tenant=tenant_id, limit=_MOST).page(),
        client.systems.list(),
    )
    sources = {word(each.system) for each in systems if each.source}
    live = {word(each.system) for each in systems if each.webhooks}
    sync: SyncView | None = max(syncs.items, key=lambda each: each.created_at, default=None)
    of_sync = [each for each in connections.items if sync and each.id == sync.connection]
    readable = [each for each in connections.items if word(each.system) in sources]
    connection: ConnectionView | None = next(iter(of_sync), None) or max(
        readable, key=lambda each: each.created_at, default=None
    )
    webhooks = connection is not None and word(connection.system) in live
    webhook, run = await together(
        _webhook(client, connection.id if connection and webhooks else ""), _run(client, sync.id if sync else "")
    )
    return Known(tenant, connection, sync, webhooks, webhook, run)


async def _webhook(client: AsyncClient, connection: str) -> WebhookView | None:
    """None while the relay cannot say."""
    if not connection:
        return None
    try:
        return await client.webhooks.get(connection)
    except (ProblemError, ConnectionFailed, Timeout):
        return None


async def _run(client: AsyncClient, sync: str) -> SummaryView | None:
    """The latest."""
    if not sync:
        return None
    page = await client.executions.list(sync=sync, limit=1).page()
    return next(iter(page.items), None)
