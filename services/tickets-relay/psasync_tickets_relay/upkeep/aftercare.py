"""What webhooks give to do once they are answered. Their answers wait for none of it."""

from collections import OrderedDict
from datetime import UTC, datetime

from psasync.contracts.events.tickets import TicketChanged
from psasync.contracts.internal import ResolvedConnection
from psasync.kit.logging import get_logger
from psasync.kit.mongo import MongoError
from psasync_tickets_relay.store.registrations import Registrations
from psasync_tickets_relay.store.seen_changes import SeenChanges
from psasync_tickets_relay.upkeep.changes import KnownChanges
from psasync_tickets_relay.upkeep.completing import WholeTickets
from psasync_tickets_relay.upkeep.repairing import Repairing

log = get_logger(__name__)

_MOST_CONNECTIONS = 10_000


class UpkeepAftercare:
    """An `Aftercare`. What is to be written waits in memory for `write`, which a loop calls now and then."""

    def __init__(
        self,
        *,
        changes: KnownChanges,
        whole: WholeTickets,
        repairing: Repairing,
        registrations: Registrations,
        seen: SeenChanges,
    ) -> None:
        self._changes = changes
        self._whole = whole
        self._repairing = repairing
        self._registrations = registrations
        self._seen = seen
        self._watched: OrderedDict[str, None] = OrderedDict()
        self._new: dict[str, ResolvedConnection] = {}
        self._deactivated: set[str] = set()

    def was_repaired(self, event: TicketChanged) -> bool:
        return self._changes.was_repaired(event)

    def accepted(self, connection: ResolvedConnection) -> None:
        if connection.id not in self._watched and len(self._new) < _MOST_CONNECTIONS:
            self._new[connection.id] = connection

    def partial(self, connection: ResolvedConnection, event: TicketChanged) -> None:
        self._whole.ask(connection, event.ticket_id)

    def deactivated(self, connection: ResolvedConnection) -> None:
        if len(self._deactivated) < _MOST_CONNECTIONS:
            self._deactivated.add(connection.id)

    async def write(self) -> None:
        """What cannot be written stays for the next time."""
        try:
            await self._write_changes()
            await self._look_soon()
            await self._watch()
        except MongoError as fault:
            log.warning("upkeep not written", fault=type(fault).__name__)

    async def _write_changes(self) -> None:
        taken = self._changes.take()
        try:
            await self._seen.add(taken, datetime.now(UTC))
        except MongoError:
            self._changes.give_back(taken)
            raise

    async def _look_soon(self) -> None:
        """At the registrations of which a PSA says that they are dead."""
        for name in list(self._deactivated):
            await self._registrations.due.hasten(name, datetime.now(UTC))
            self._deactivated.discard(name)

    async def _watch(self) -> None:
        """Live tickets that nobody has set up here are looked after as well."""
        for connection in list(self._new.values()):
            await self._repairing.watch(connection)
            del self._new[connection.id]
            self._watched[connection.id] = None
            while len(self._watched) > _MOST_CONNECTIONS:
                self._watched.popitem(last=False)
