"""Fetches the tickets of which only a part came, one after another of each connection.

In memory only, and bounded: what a crash or a flood takes with it is found by the repair.
"""

import asyncio
import random
from collections import OrderedDict

from psasync.contracts.internal import ResolvedConnection
from psasync.contracts.vocabulary import ErrorKind
from psasync.kit.kafka import ProduceError, RecordTooLarge
from psasync.kit.logging import get_logger
from psasync.psa.live_tickets import TicketReader
from psasync.psa.port import BudgetExhausted, PsaError
from psasync_tickets_relay import metrics
from psasync_tickets_relay.domain.changes import fetched
from psasync_tickets_relay.inbound.publishing import TicketPublisher
from psasync_tickets_relay.upkeep.opening import Opening
from psasync_tickets_relay.upkeep.troubles import trouble_of

log = get_logger(__name__)

_RETRY_SECONDS = 2.0
_LONGEST_WAIT_SECONDS = 60.0
_FAILURES = 3  # in a row, of different tickets
_OF_ALL = frozenset({ErrorKind.AUTHENTICATION, ErrorKind.AUTHORIZATION, ErrorKind.CONFIGURATION})


class WholeTickets:
    """`per_connection` tickets wait at most, `total` of all; each is tried for `patience` seconds.

    Several changes of a ticket that waits are one: it is read as it is then.
    """

    def __init__(
        self,
        opening: Opening,
        publisher: TicketPublisher,
        *,
        per_connection: int,
        total: int,
        patience: float,
        call_seconds: float,
    ) -> None:
        self._opening = opening
        self._publisher = publisher
        self._per_connection = per_connection
        self._total = total
        self._patience = patience
        self._call_seconds = call_seconds
        self._waiting: dict[str, OrderedDict[str, None]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}

    def ask(self, connection: ResolvedConnection, ticket_id: str) -> None:
        if self._opening.abilities(connection.system).open_tickets is None:
            return
        waiting = self._waiting.setdefault(connection.id, OrderedDict())
        if ticket_id not in waiting:
            if len(waiting) >= self._per_connection or sum(map(len, self._waiting.values())) >= self._total:
                metrics.WHOLE_TICKETS.labels("dropped").inc()
                return
            waiting[ticket_id] = None
        if connection.id not in self._workers:
            self._workers[connection.id] = asyncio.create_task(self._work(connection), name="whole tickets")

    async def aclose(self) -> None:
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self, connection: ResolvedConnection) -> None:
        try:
            while self._waiting[connection.id]:  # some may have come while the reader was closed
                await self._fetch_all(connection, self._waiting[connection.id])
        except Exception as fault:  # noqa: BLE001 - it is told; the repair finds what was not fetched
            trouble = trouble_of(fault)
            lost = len(self._waiting[connection.id])
            metrics.WHOLE_TICKETS.labels("dropped").inc(lost)
            log.warning("tickets not fetched", connection=connection.id, tickets=lost, reason=trouble.text)
        finally:
            del self._waiting[connection.id]
            del self._workers[connection.id]

    async def _fetch_all(self, connection: ResolvedConnection, waiting: "OrderedDict[str, None]") -> None:
        """Goes on after a ticket that cannot be read; raises once it seems that none can."""
        reader, failures = self._opening.tickets(connection), 0
        if reader is None:
            return
        try:
            while waiting:
                # Taken before it is read: a change that comes meanwhile is read again.
                ticket_id, _ = waiting.popitem(last=False)
                try:
                    await self._fetch(reader, ticket_id)
                except (PsaError, TimeoutError) as fault:
                    failures += 1
                    if failures >= _FAILURES or (isinstance(fault, PsaError) and fault.kind in _OF_ALL):
                        raise
                else:
                    failures = 0
        finally:
            await reader.aclose()

    async def _fetch(self, reader: TicketReader, ticket_id: str) -> None:
        """Raises what stood in the way when its patience is at its end, or at once where waiting cannot help."""
        deadline = asyncio.get_running_loop().time() + self._patience
        while True:
            try:
                await self._publish(reader, ticket_id)
            except (PsaError, BudgetExhausted, ProduceError, TimeoutError) as fault:
                wait = trouble_of(fault).wait or _RETRY_SECONDS * random.uniform(0.5, 1.5)
                late = asyncio.get_running_loop().time() + wait > deadline
                if late or (isinstance(fault, PsaError) and fault.permanent):
                    metrics.WHOLE_TICKETS.labels("dropped").inc()
                    raise
                await asyncio.sleep(min(wait, _LONGEST_WAIT_SECONDS))
            else:
                return

    async def _publish(self, reader: TicketReader, ticket_id: str) -> None:
        async with asyncio.timeout(self._call_seconds):
            ticket = await reader.ticket(ticket_id)
        if ticket is None:
            metrics.WHOLE_TICKETS.labels("gone").inc()
            return
        try:
            await self._publisher.once(fetched(ticket, repaired=False))
        except RecordTooLarge:
            log.warning("fetched ticket too large", connection=ticket.connection, ticket=ticket_id)
        metrics.WHOLE_TICKETS.labels("fetched").inc()
