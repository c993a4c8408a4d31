"""Reading tickets: one by its id, or those that have changed, in the order of their changes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from psasync.contracts.events.tickets import TicketChanged, TicketKind
from psasync.contracts.vocabulary import System
from psasync.kit.logging import get_logger
from psasync.psa.connectwise.client import Client
from psasync.psa.connectwise.connection import Connection
from psasync.psa.connectwise.errors import RecordGone
from psasync.psa.connectwise.query import encoded, moment
from psasync.psa.connectwise.reading.rows import row_id
from psasync.psa.connectwise.tickets.event import Ticket, moment_of, ticket_fields
from psasync.psa.live_tickets import TicketPage
from psasync.psa.port import CallBudget, Credentials, Cursor, PsaError

log = get_logger(__name__)

PATH = "service/tickets"
MAX_PAGE = 1000
_ORDER = "_info/lastUpdated asc,id asc"


class _Place(NamedTuple):
    """Pages are counted from the change that the last one ended with: who changes moves behind it, never before it."""

    since: datetime
    page: int


class ConnectWiseTickets:
    def __init__(self, credentials: Credentials, *, budget: CallBudget) -> None:
        self._tenant, self._connection = credentials.tenant, credentials.connection
        self._client = Client(Connection.of(credentials), budget)

    async def ticket(self, ticket_id: str) -> TicketChanged | None:
        if not (ticket_id.isascii() and ticket_id.isdigit()):
            return None
        try:
            reply = await self._client.get(f"{PATH}/{ticket_id}")
        except RecordGone:
            return None
        return self._event(reply.content)

    async def changed(self, since: datetime, cursor: Cursor | None, *, limit: int = 200) -> TicketPage:
        """Times are whole seconds: tickets that changed in the second at which a page ends may come again."""
        place = _Place(datetime.fromisoformat(cursor["since"]), cursor["page"]) if cursor else _Place(since, 1)
        size = max(1, min(limit, MAX_PAGE))
        query = encoded({
            "pageSize": size,
            "page": place.page,
            "orderBy": _ORDER,
            "conditions": f"lastUpdated >= {moment(place.since)}",
        })  # fmt: skip
        reply = await self._client.get(PATH, query)
        if not isinstance(reply.content, list):
            raise self._client.faults.unreadable(PATH, "it is no list")
        tickets = list(self._events(reply.content))
        last = tickets[-1].occurred_at if tickets else None
        return TicketPage(tickets, _after(place, last) if len(reply.content) >= size else None)

    async def aclose(self) -> None:
        await self._client.aclose()

    def _events(self, rows: list[Any]) -> Iterator[TicketChanged]:
        for row in rows:
            try:
                yield self._event(row)
            except PsaError as fault:
                log.warning("ticket left out", connection=self._connection, reason=fault.message)

    def _event(self, row: Any) -> TicketChanged:
        number = row_id(row)
        if number is None:
            raise self._client.faults.unreadable(PATH, "a ticket has no id")
        try:
            return TicketChanged(
                tenant=self._tenant,
                connection=self._connection,
                system=System.CONNECTWISE,
                kind=_kind(row),
                ticket_id=str(number),
                number=str(number),
                received_at=datetime.now(UTC),
                payload={"Entity": row},
                **ticket_fields(row),
            )
        except (AttributeError, TypeError, ValueError):
            # What is wrong with it would quote it.
            raise self._client.faults.unreadable(PATH, f"ticket {number} is not as documented") from None


def _kind(ticket: Ticket) -> TicketKind:
    entered = moment_of(ticket, "dateEntered")
    return TicketKind.CREATED if entered and entered == moment_of(ticket, "lastUpdated") else TicketKind.UPDATED


def _after(place: _Place, last: datetime | None) -> Cursor:
    if last is not None and moment(last) != moment(place.since):
        return {"since": last.isoformat(), "page": 1}
    return {"since": place.since.isoformat(), "page": place.page + 1}
