"""Steps that every system's live tickets are tried with."""

from __future__ import annotations

from datetime import datetime

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.live_tickets import HookTarget, TicketReader
from tests.integration.simulator.receiver import Receiver

SECRET = "0123456789abcdefghijKLMNOPQRSTUV"


def target_of(receiver: Receiver, secret: str = SECRET) -> HookTarget:
    return HookTarget(receiver.url, f"{receiver.url}-deactivated", secret)


def change(harness, **what):
    """A ticket that people change; gives its id."""
    return harness.simulator.post(f"{harness.path}/tickets", what)["id"]


async def all_changed(reader: TicketReader, since: datetime, limit: int = 200) -> list[TicketChanged]:
    found: list[TicketChanged] = []
    cursor = None
    while True:
        page = await reader.changed(since, cursor, limit=limit)
        assert len(page.tickets) <= limit
        found += page.tickets
        cursor = page.next
        if cursor is None:
            return found
