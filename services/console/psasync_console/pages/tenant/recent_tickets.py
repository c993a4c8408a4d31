"""The last changes of tickets, in the small panel of a tenant's page: as long as it is looked at, and nowhere else."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator

from markupsafe import Markup

from psasync.kit.http.sse import ServerEvent
from psasync_client import AsyncClient, PsaSyncError
from psasync_console.pages.tickets.streaming import Draw, drawn

SHOWN = 5
_AGAIN_SECONDS = 10.0


async def recent_tickets(api: AsyncClient, tenant: str, draw: Draw) -> AsyncGenerator[ServerEvent]:
    """Endless: where the relay does not answer the panel says so, and the rest of the page stays live."""
    recent: deque[Markup] = deque(maxlen=SHOWN)
    while True:
        source = api.tickets.follow(tenant)
        try:
            async for event in source:
                # What it is made of was escaped when it was drawn.
                recent.appendleft(Markup(drawn(event, draw).data))  # noqa: S704
                yield _panel(draw, recent, away=False)
        except PsaSyncError:
            yield _panel(draw, recent, away=True)
        finally:
            await source.aclose()
        await asyncio.sleep(_AGAIN_SECONDS)


def _panel(draw: Draw, recent: deque[Markup], *, away: bool) -> ServerEvent:
    return ServerEvent("tickets", draw("tenant/recent_tickets.html", lines=list(recent), away=away))
