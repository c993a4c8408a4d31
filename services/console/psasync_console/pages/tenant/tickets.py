"""How tickets come in from a tenant's connections: the small panel of its page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from psasync_client import AsyncClient, NotFound
from psasync_client.models.relay import WebhookHealth, WebhookView
from psasync_client.models.scheduler import ConnectionView
from psasync_console.web.platform import together
from psasync_console.web.showing import word

_STATES = {
    "active": ("Registered", "green"),
    "inactive": ("Not active at the PSA", "red"),
    "absent": ("Not registered", "secondary"),
    "by-hand": ("Set up by hand", "azure"),
    "unknown": ("Not known", "secondary"),
}
_MOST = 10


@dataclass(frozen=True, slots=True)
class TicketLine:
    connection: str
    name: str
    state: str
    tone: str
    last_at: datetime | None
    passed_on: int
    refused: int
    last_refused_at: datetime | None
    repaired: int
    waits: str


async def ticket_lines(api: AsyncClient, connections: Iterable[ConnectionView]) -> Sequence[TicketLine]:
    chosen = [each for each in connections if word(each.state) != "archived"][:_MOST]
    lines: Sequence[TicketLine | None] = await together(*(_ask(api, each) for each in chosen))
    return [line for line in lines if line is not None]


async def _ask(api: AsyncClient, connection: ConnectionView) -> TicketLine | None:
    """None: a system that tells of no tickets."""
    try:
        hook, health = await together(api.webhooks.get(connection.id), api.webhooks.health(connection.id))
    except NotFound:
        return None
    return ticket_line(connection.name, hook, health)


def ticket_line(name: str, hook: WebhookView, health: WebhookHealth) -> TicketLine:
    state, tone = _STATES.get(word(hook.state), (word(hook.state), "secondary"))
    return TicketLine(
        connection=hook.connection,
        name=name,
        state=state,
        tone=tone,
        last_at=health.last_event_at,
        passed_on=health.published,
        refused=sum(health.refused.values()),
        last_refused_at=health.last_refused_at,
        repaired=hook.repair.found if hook.repair else 0,
        waits=hook.waits,
    )
