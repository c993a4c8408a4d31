"""The questions behind the page of live tickets: how its connections stand, and what its filters can name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psasync_client import AsyncClient
from psasync_client.models.scheduler import ConnectionView
from psasync_console.pages.connections.webhook_state import webhook_state
from psasync_console.pages.connections.webhooks import Webhook
from psasync_console.web.platform import together
from psasync_console.web.showing import word

_MOST_CONNECTIONS = 12
_MOST_NAMES = 200
SET_UP = {"board": "ticket_board", "status": "ticket_status", "priority": "ticket_priority"}


@dataclass(frozen=True, slots=True)
class ConnectionHealth:
    """`webhook`: null where the relay does not answer, and `trouble` says so."""

    id: str
    name: str
    system: str
    state: str
    webhook: Webhook | None
    trouble: str


async def health(client: AsyncClient, tenant: str) -> Sequence[ConnectionHealth]:
    """Of the tenant's connections that tickets can come from."""
    page, systems = await together(
        client.connections.list(tenant=tenant, limit=_MOST_CONNECTIONS).page(), client.systems.list()
    )
    live = {word(system.system) for system in systems if system.webhooks}
    connections = [each for each in page.items if word(each.system) in live]
    found: tuple[ConnectionHealth, ...] = await together(*(_health(client, each) for each in connections))
    return found


async def names(client: AsyncClient, tenant: str) -> dict[str, list[str]]:
    """Of boards, statuses and priorities, as they were last imported; none where nothing was."""
    pages = await together(
        *(client.platform_records.list(tenant, kind, limit=_MOST_NAMES).page() for kind in SET_UP.values())
    )
    return {
        field: sorted({record.label for record in page.items if record.label})
        for field, page in zip(SET_UP, pages, strict=True)
    }


async def _health(client: AsyncClient, connection: ConnectionView) -> ConnectionHealth:
    found, trouble = await webhook_state(client, connection.id)
    system, state = word(connection.system), word(connection.state)
    return ConnectionHealth(connection.id, connection.name, system, state, found, trouble)
