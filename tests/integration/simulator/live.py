"""Steps that every system's live tickets are tried with."""

from __future__ import annotations

from datetime import datetime

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.live_tickets import HookTarget, TicketReader
from psasync.psa.port import PsaError
from tests.integration.simulator.receiver import Receiver

MARK = "marked-Zq81"
"""In a ticket's title: what is repeated of tickets holds it."""

SECRET = "0123456789abcdefghijKLMNOPQRSTUV"


def target_of(receiver: Receiver, secret: str = SECRET) -> HookTarget:
    return HookTarget(receiver.url, f"{receiver.url}-deactivated", secret)


def change(harness, **what):
    """A ticket that people change; gives its id."""
    return harness.simulator.post(f"{harness.path}/tickets", what)["id"]


SPOILED = ("bad_json", "cut", "wrong_types", "nulls", "unicode", "bad_rows", "html", "empty_body", "error", "redirect")


async def spoiled(harness, reader: TicketReader, kind: str, path: str, since: datetime) -> None:
    """Whatever the answers are, no error repeats them, and it is one that callers know."""
    for read in (lambda: reader.ticket("1"), lambda: all_changed(reader, since)):
        harness.simulator.fault(harness.account, kind, path=path)
        try:
            await read()
        except PsaError as error:
            said = f"{error.message} {error.hint} {error!r}"
            assert MARK not in said, kind


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
