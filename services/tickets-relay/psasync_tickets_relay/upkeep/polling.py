"""One poll of a connection's tickets: what was missed is published, and the position follows."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from psasync.contracts.events.tickets import TicketChanged
from psasync.kit.kafka import RecordTooLarge
from psasync.kit.logging import get_logger
from psasync.psa.live_tickets import TicketReader
from psasync.psa.port import Cursor
from psasync_tickets_relay.domain.changes import fetched
from psasync_tickets_relay.domain.repair import Position, RepairRules, Walk
from psasync_tickets_relay.inbound.publishing import TicketPublisher
from psasync_tickets_relay.upkeep.troubles import Trouble, trouble_of

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Poll:
    position: Position
    found: int  # changes that were missed, and are published now
    complete: bool  # nothing is left to read but what is too young
    trouble: Trouble | None


@dataclass(slots=True)
class _Progress:
    found: int = 0
    complete: bool = False
    cursor: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Polling:
    publisher: TicketPublisher
    rules: RepairRules
    pages: int  # of one poll, at most
    seconds: float  # of one poll, at most

    async def poll(self, reader: TicketReader, position: Position, seen: Callable[[bytes], bool]) -> Poll:
        """Whatever stops it, the position has passed only what is published, now or before."""
        walk, progress = Walk(position, self.rules, datetime.now(UTC)), _Progress()
        try:
            async with asyncio.timeout(self.seconds):
                for _ in range(self.pages):
                    await self._page(reader, walk, progress, seen)
                    if progress.complete:
                        return Poll(walk.reached(), progress.found, complete=True, trouble=None)
        except Exception as fault:  # noqa: BLE001 - whatever it is, what was published stays so
            return Poll(walk.interrupted(), progress.found, complete=False, trouble=trouble_of(fault))
        return Poll(walk.cut_short(), progress.found, complete=False, trouble=None)

    async def _page(self, reader: TicketReader, walk: Walk, progress: _Progress, seen: Callable[[bytes], bool]) -> None:
        page = await reader.changed(walk.position.since, progress.cursor)
        step = walk.look(page.tickets, seen)
        for ticket in step.missed:
            progress.found += await self._publish(ticket)
        walk.advance(step)
        progress.complete = step.ended or page.next is None
        progress.cursor = page.next

    async def _publish(self, ticket: TicketChanged) -> bool:
        try:
            return await self.publisher.once(fetched(ticket, repaired=True))
        except RecordTooLarge:
            # It never fits: waiting for it would keep all that follow from coming.
            log.warning("repaired ticket too large", connection=ticket.connection, ticket=ticket.ticket_id)
            return False
