"""Registering with ConnectWise where it shall send ticket callbacks."""

from dataclasses import dataclass
from typing import Any, Self

from psasync.psa.connectwise.client import Client
from psasync.psa.connectwise.connection import Connection
from psasync.psa.connectwise.errors import SYSTEM, RecordGone
from psasync.psa.connectwise.reading.rows import Position, read_rows
from psasync.psa.port import CallBudget, Credentials, PsaError
from psasync.psa.toolkit.faults import Faults

PATH = "system/callbacks"
DESCRIPTION = "PSA Sync: live tickets"
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Callback:
    id: int
    url: str
    active: bool  # ConnectWise switches off what it cannot deliver to


class TicketCallbacks:
    """The ticket callbacks of one connection. Use as an asynchronous context manager, or close after use."""

    def __init__(self, credentials: Credentials, *, budget: CallBudget) -> None:
        self._client = Client(Connection.of(credentials), budget)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._client.aclose()

    async def register(self, url: str) -> Callback:
        """Make sure that all tickets' changes are sent to `url`; calling it again changes nothing.

        ConnectWise appends the record's id to the address as it stands: it is given an address that ends in a query.
        """
        target = url if "?" in url else f"{url}?recordId="
        existing = await self._find(target)
        if existing:
            return existing if existing.active else await self._activate(existing)
        try:
            reply = await self._client.call("POST", PATH, content=_entry(target))
        except PsaError as error:
            # Someone else may have registered it in between; ConnectWise refuses the second one.
            found = await self._find(target) if error.status == 400 else None
            if found is None:
                raise
            return found
        return _callback(reply.content)

    async def list(self) -> list[Callback]:
        """The callbacks for tickets, also those of other products."""
        found: list[Callback] = []
        position: Position | None = Position()
        while position is not None:
            read = await read_rows(self._client, PATH, 'type="ticket"', position, _PAGE)
            found += [_callback(row) for row in read.rows]
            position = read.next
        return found

    async def delete(self, number: int) -> None:
        """One that is gone already is no error."""
        try:
            await self._client.call("DELETE", f"{PATH}/{number}")
        except RecordGone:
            return

    async def _find(self, url: str) -> Callback | None:
        return next((callback for callback in await self.list() if callback.url == url), None)

    async def _activate(self, callback: Callback) -> Callback:
        operation = {"op": "replace", "path": "inactiveFlag", "value": False}
        reply = await self._client.call("PATCH", f"{PATH}/{callback.id}", content=[operation])
        return _callback(reply.content)


def _entry(url: str) -> dict[str, Any]:
    """`owner` with object 1: every ticket."""
    return {"url": url, "objectId": 1, "type": "ticket", "level": "owner", "description": DESCRIPTION}


def _callback(row: Any) -> Callback:
    match row:
        case {"id": int() as number, "url": str() as url}:
            return Callback(number, url, not row.get("inactiveFlag", False))
    raise Faults(SYSTEM).unreadable(PATH, "it is no callback entry")
