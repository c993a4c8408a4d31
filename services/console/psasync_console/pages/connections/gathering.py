"""The questions behind the pages of connections."""

from __future__ import annotations

from psasync_client import AsyncClient
from psasync_client.models.scheduler import TenantView
from psasync_console.pages.connections.view import ConnectionPage, connection_page
from psasync_console.pages.connections.webhook_state import webhook_state
from psasync_console.web.forms import Form, Mistakes
from psasync_console.web.platform import together


async def connection(
    client: AsyncClient, id_: str, *, sent: Form | None = None, mistakes: Mistakes | None = None
) -> tuple[TenantView, ConnectionPage]:
    """With the tenant that it belongs to."""
    stored, systems, dependents, webhook = await together(
        client.connections.get(id_),
        client.systems.list(),
        client.connections.dependents(id_),
        webhook_state(client, id_),
    )
    system = next(each for each in systems if each.system == stored.system)
    tenant = await client.tenants.get(stored.tenant)
    found = webhook if system.webhooks else (None, "")
    return tenant, connection_page(stored, system, dependents, found, sent=sent, mistakes=mistakes)
