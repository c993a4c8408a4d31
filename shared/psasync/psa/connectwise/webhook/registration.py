"""Registering with ConnectWise where it shall send ticket callbacks."""

from dataclasses import dataclass
from typing import Any

from psasync.psa.connectwise.client import Client
from psasync.psa.connectwise.connection import Connection
from psasync.psa.connectwise.errors import SYSTEM, RecordGone
from psasync.psa.connectwise.reading.rows import Position, read_rows
from psasync.psa.live_tickets import HookTarget, Registration, RegistrationState
from psasync.psa.port import CallBudget, Credentials, PsaError
from psasync.psa.toolkit.faults import Faults

PATH = "system/callbacks"
DESCRIPTION = "PSA Sync: live tickets"
_PAGE = 1000
_ABSENT = Registration(RegistrationState.ABSENT)


@dataclass(frozen=True, slots=True)
class _Callback:
    id: int
    url: str
    active: bool

    @property
    def registration(self) -> Registration:
        if self.active:
            return Registration(RegistrationState.ACTIVE, str(self.id))
        return Registration(RegistrationState.INACTIVE, str(self.id), "ConnectWise has switched the callback off.")


class TicketCallbacks:
    """The ticket callback of one connection (a `WebhookRegistrar`). ConnectWise signs with a key of its own."""

    def __init__(self, credentials: Credentials, *, budget: CallBudget) -> None:
        self._client = Client(Connection.of(credentials), budget)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def find(self, target: HookTarget) -> Registration:
        found = await self._find(_url(target))
        return found.registration if found else _ABSENT

    async def register(self, target: HookTarget) -> Registration:
        found = await self._find(_url(target)) or await self._create(_url(target))
        return (found if found.active else await self._activate(found)).registration

    async def remove(self, target: HookTarget) -> None:
        found = await self._find(_url(target))
        if found is None:
            return
        try:
            await self._client.call("DELETE", f"{PATH}/{found.id}")
        except RecordGone:
            return

    async def _find(self, url: str) -> _Callback | None:
        """Among the callbacks for tickets, those of other products too."""
        position: Position | None = Position()
        while position is not None:
            read = await read_rows(self._client, PATH, 'type="ticket"', position, _PAGE)
            found = next((callback for callback in map(_callback, read.rows) if callback.url == url), None)
            if found:
                return found
            position = read.next
        return None

    async def _create(self, url: str) -> _Callback:
        try:
            reply = await self._client.call("POST", PATH, content=_entry(url))
        except PsaError as error:
            # Someone else may have registered it in between; ConnectWise refuses the second one.
            found = await self._find(url) if error.status == 400 else None
            if found is None:
                raise
            return found
        return _callback(reply.content)

    async def _activate(self, callback: _Callback) -> _Callback:
        operation = {"op": "replace", "path": "inactiveFlag", "value": False}
        reply = await self._client.call("PATCH", f"{PATH}/{callback.id}", content=[operation])
        return _callback(reply.content)


def _url(target: HookTarget) -> str:
    """ConnectWise appends the record's id to the address as it stands: it is given one that ends in a query."""
    return f"{target.address}?recordId="


def _entry(url: str) -> dict[str, Any]:
    """`owner` with object 1: every ticket."""
    return {"url": url, "objectId": 1, "type": "ticket", "level": "owner", "description": DESCRIPTION}


def _callback(row: Any) -> _Callback:
    match row:
        case {"id": int() as number, "url": str() as url}:
            return _Callback(number, url, not row.get("inactiveFlag", False))
    raise Faults(SYSTEM).unreadable(PATH, "it is no callback entry")
