"""Syncro's tickets, read one by one or by the time of their last change."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.live_tickets import TicketPage
from psasync.psa.port import Cursor
from psasync.psa.syncro.client import Client
from psasync.psa.syncro.endpoints import TICKETS
from psasync.psa.syncro.reading.lists import gather
from psasync.psa.syncro.reading.singles import read_single
from psasync.psa.syncro.tickets.event import Teller
from psasync.psa.toolkit.oldest_first import OldestFirst, Piece, Place
from psasync.psa.toolkit.ticket_values import moment, number

ROWS_AT_ONCE = 100
"""What is read at a time, and lost where a reading is cancelled: two to four of Syncro's pages."""


class SyncroTickets:
    def __init__(self, client: Client, teller: Teller) -> None:
        self._client = client
        self._teller = teller
        name = f"syncro {teller.tenant} {teller.connection} {client.connection.base_url}"
        self._changed = OldestFirst(self._read, _place, name=name)

    async def ticket(self, ticket_id: str) -> TicketChanged | None:
        row = await read_single(self._client, TICKETS, ticket_id)
        return None if row is None else self._teller.ticket(ticket_id, row, row)

    async def changed(self, since: datetime, cursor: Cursor | None, *, limit: int = 200) -> TicketPage:
        found = await self._changed.page(since, cursor, limit)
        return TicketPage([self._teller.ticket(str(row["id"]), row, row) for row in found.rows], found.next)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def _read(self, since: datetime, cursor: Cursor | None) -> Piece:
        filtered = replace(TICKETS, always=(("since_updated_at", f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"),))
        found = await gather(self._client, filtered, cursor, ROWS_AT_ONCE)
        following = None if found.at_end else found.position_behind(found.count).cursor
        return Piece(found.rows, following, found.asked_at)


def _place(row: Any) -> Place | None:
    if not isinstance(row, dict):
        return None
    time, identifier = moment(row.get("updated_at")), number(row.get("id"))
    return Place(time, int(identifier)) if time and identifier else None
