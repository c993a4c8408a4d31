"""Halo's tickets, read one by one or by the time of their last change."""

from datetime import datetime
from typing import Any

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.endpoints import MAX_PAGE, TICKETS
from psasync.psa.halopsa.errors import RecordGone
from psasync.psa.halopsa.mapping.values import number_of
from psasync.psa.halopsa.query import changed_query
from psasync.psa.halopsa.reading.pages import read_rows, take
from psasync.psa.halopsa.tickets.event import Teller
from psasync.psa.halopsa.tickets.names import NameBook
from psasync.psa.live_tickets import TicketPage
from psasync.psa.port import Cursor
from psasync.psa.toolkit import overlapping_pages
from psasync.psa.toolkit.oldest_first import OldestFirst, Piece, Place
from psasync.psa.toolkit.ticket_values import number


class HaloPsaTickets:
    def __init__(self, client: Client, teller: Teller, names: NameBook) -> None:
        self._client = client
        self._teller = teller
        self._names = names
        place = client.connection
        name = f"halopsa {teller.tenant} {teller.connection} {place.base_url} {place.tenant} {place.time_zone}"
        self._changed = OldestFirst(self._read, self._place, name=name)

    async def ticket(self, ticket_id: str) -> TicketChanged | None:
        if number(ticket_id) is None:
            return None
        try:
            row = (await self._client.get(f"{TICKETS.path}/{ticket_id}", {"includedetails": "true"})).content
        except RecordGone:
            return None
        if str(_id(row)) != ticket_id:
            raise self._client.faults.unreadable(TICKETS.path, "it is not the ticket that was asked for")
        return self._teller.whole(ticket_id, row, await self._names.current())

    async def changed(self, since: datetime, cursor: Cursor | None, *, limit: int = 200) -> TicketPage:
        names = await self._names.current()  # first: what was read of the list would be lost with an error after it
        found = await self._changed.page(since, cursor, limit)
        return TicketPage([self._teller.whole(str(_id(row)), row, names) for row in found.rows], found.next)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def _read(self, since: datetime, cursor: Cursor | None) -> Piece:
        place = overlapping_pages.Place.at(cursor)
        ask = place.ask(MAX_PAGE, MAX_PAGE)
        try:
            read = await read_rows(self._client, TICKETS, changed_query(since, self._teller.time_zone), ask)
        except RecordGone:
            raise self._client.faults.unreadable(TICKETS.path, "it says that the list is not there") from None
        answered = overlapping_pages.Answered(read.rows, [_id(row) for row in read.rows], read.total, read.size)
        rows, following = take(self._client, TICKETS, place, ask, answered, MAX_PAGE)
        return Piece(rows, following.cursor if following else None, read.asked_at)

    def _place(self, row: Any) -> Place | None:
        identifier = _id(row)
        time = self._teller.changed_at(row) if identifier is not None else None
        return Place(time, identifier) if time and identifier is not None else None


def _id(row: Any) -> int | None:
    return number_of(row.get("id")) if isinstance(row, dict) else None
