"""BMS's tickets, read one by one or by the time of their last activity."""

from datetime import datetime
from typing import Any

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.endpoints import TICKETS
from psasync.psa.kaseya_bms.errors import RecordGone
from psasync.psa.kaseya_bms.reading.windows import LARGEST, Listing, row_id
from psasync.psa.kaseya_bms.tickets.event import Teller, changed_at
from psasync.psa.kaseya_bms.times import earliest
from psasync.psa.live_tickets import TicketPage
from psasync.psa.port import Cursor
from psasync.psa.toolkit.oldest_first import OldestFirst, Piece, Place
from psasync.psa.toolkit.ticket_values import number

SINCE = "Filter.LastActivityUpdateFrom"


class BmsTickets:
    def __init__(self, client: Client, teller: Teller) -> None:
        self._client = client
        self._teller = teller
        place = client.connection
        name = f"kaseya_bms {teller.tenant} {teller.connection} {place.base_url} {place.company}"
        self._changed = OldestFirst(self._read, _place, name=name)

    async def ticket(self, ticket_id: str) -> TicketChanged | None:
        if number(ticket_id) is None:
            return None
        try:
            row = (await self._client.get(TICKETS.single, id=ticket_id)).result
        except RecordGone:
            return None
        if row is None:
            return None
        if str(row_id(row)) != ticket_id:
            raise self._client.faults.unreadable(TICKETS.single.path, "it is not the ticket that was asked for")
        return self._teller.ticket(ticket_id, row, row)

    async def changed(self, since: datetime, cursor: Cursor | None, *, limit: int = 200) -> TicketPage:
        found = await self._changed.page(since, cursor, limit)
        return TicketPage([self._teller.ticket(str(row_id(row)), row, row) for row in found.rows], found.next)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def _read(self, since: datetime, cursor: Cursor | None) -> Piece:
        """More than was asked for: by which zone BMS filters is not known."""
        window = await Listing(self._client, TICKETS.list, {SINCE: earliest(since)}).window(cursor, LARGEST)
        return Piece(window.rows, window.behind(len(window.rows)), window.asked_at)


def _place(row: Any) -> Place | None:
    identifier = row_id(row)
    time = changed_at(row) if identifier is not None else None
    return Place(time, identifier) if time and identifier is not None else None
