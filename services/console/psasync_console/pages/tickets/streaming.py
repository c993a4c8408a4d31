"""The stream of a page of live tickets: changes, gaps, and the place to go on from."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from psasync.kit.http.sse import ServerEvent
from psasync_client import AsyncEvents, Event
from psasync_client.models.common import TicketChanged
from psasync_client.models.relay import MissedTickets
from psasync_console.pages.tickets.view import gap_words, ticket_line

Draw = Callable[..., str]
Source = AsyncEvents[MissedTickets | TicketChanged]

FIRST_PLACE_SECONDS = 1.0
PLACE_SECONDS = 10.0
"""A quiet stream moves on too: its page must not ask for what is long gone when it comes back."""


async def events(source: Source, draw: Draw) -> AsyncIterator[ServerEvent]:
    """`draw(name, **context)` makes the text of a part of a page. Closes the source when it is left."""
    coming: asyncio.Task[Event[MissedTickets | TicketChanged]] | None = None
    told: str | None = None
    try:
        while True:
            coming = coming or asyncio.create_task(anext(source))
            limit = FIRST_PLACE_SECONDS if told is None else PLACE_SECONDS
            await asyncio.wait({coming}, timeout=limit)
            if coming.done():
                event, coming = coming.result(), None
                told = event.id or told
                yield drawn(event, draw)
            elif source.last_event_id not in {None, told}:
                told = source.last_event_id
                yield ServerEvent("place", "quiet", told)
    except StopAsyncIteration:
        return
    finally:
        if coming is not None:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)
        await source.aclose()


def drawn(event: Event[MissedTickets | TicketChanged], draw: Draw) -> ServerEvent:
    """A line of a list of changes."""
    if isinstance(event.data, MissedTickets):
        return ServerEvent("gap", draw("tickets/gap.html", words=gap_words(event.data)), event.id)
    return ServerEvent("ticket", draw("tickets/ticket.html", ticket=ticket_line(event.data)), event.id)
