"""Autotask's tickets, read one by one or by the time of their last activity."""

from datetime import datetime
from typing import Any

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.autotask.client import Client
from psasync.psa.autotask.query import MAX_RECORDS, condition, moment
from psasync.psa.autotask.reading.rows import Position, read_rows, row_id
from psasync.psa.autotask.tickets.event import FIELDS, Teller, changed_at
from psasync.psa.autotask.tickets.names import NameBook
from psasync.psa.live_tickets import TicketPage
from psasync.psa.port import Cursor
from psasync.psa.toolkit.oldest_first import OldestFirst, Piece, Place
from psasync.psa.toolkit.ticket_values import number

PATH = "Tickets"


class AutotaskTickets:
    """Queues, statuses and priorities have the names of their picklists; companies and contacts have ids alone."""

    def __init__(self, client: Client, teller: Teller, names: NameBook) -> None:
        self._client = client
        self._teller = teller
        self._names = names
        place = client.connection
        name = f"autotask {teller.tenant} {teller.connection} {place.base_url} {place.user_name}"
        self._changed = OldestFirst(self._read, _place, name=name)

    async def ticket(self, ticket_id: str) -> TicketChanged | None:
        if number(ticket_id) is None:
            return None
        content = (await self._client.call("GET", f"{PATH}/{ticket_id}")).content
        if not isinstance(content, dict) or "item" not in content:
            raise self._client.faults.unreadable(PATH, "it holds no item")
        row = content["item"]
        if row is None:
            return None
        if str(row_id(row)) != ticket_id:
            raise self._client.faults.unreadable(PATH, "it is not the ticket that was asked for")
        return self._teller.whole(ticket_id, row, await self._names.current())

    async def changed(self, since: datetime, cursor: Cursor | None, *, limit: int = 200) -> TicketPage:
        names = await self._names.current()  # first: what was read of the list would be lost with an error after it
        found = await self._changed.page(since, cursor, limit)
        return TicketPage([self._teller.whole(str(row_id(row)), row, names) for row in found.rows], found.next)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def _read(self, since: datetime, cursor: Cursor | None) -> Piece:
        filters = [condition("gte", "lastActivityDate", moment(since))]
        read = await read_rows(self._client, PATH, filters, Position.of(cursor), MAX_RECORDS, FIELDS)
        return Piece(read.rows, read.next.cursor if read.next else None, read.asked_at)


def _place(row: Any) -> Place | None:
    identifier = row_id(row)
    time = changed_at(row) if identifier is not None else None
    return Place(time, identifier) if time and identifier is not None else None
