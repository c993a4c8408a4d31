"""Fetching the tickets of which a part came."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import ErrorKind
from psasync.psa.live_tickets import LiveTickets
from psasync.psa.port import BudgetExhausted, PsaError
from psasync_tickets_relay.upkeep.completing import WholeTickets
from tests.support.waiting import until
from tests.unit.relay.frames import ticket
from tests.unit.relay.test_intake import connection

NOW = datetime(2026, 11, 20, tzinfo=UTC)


class Psa:
    """An `Opening`, a reader and a publisher."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.published: list[str] = []
        self.faults: list[Exception] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.open = 0

    def abilities(self, system) -> LiveTickets:
        return LiveTickets(open_tickets=self.tickets)

    def tickets(self, found, **_):
        self.open += 1
        return self

    async def ticket(self, ticket_id: str):
        self.asked.append(ticket_id)
        await self.gate.wait()
        if self.faults:
            raise self.faults.pop(0)
        return None if ticket_id == "gone" else ticket(ticket_id=ticket_id, occurred_at=NOW)

    async def aclose(self) -> None:
        self.open -= 1

    async def once(self, event) -> bool:
        assert not event.partial
        self.published.append(event.ticket_id)
        return True


@pytest.fixture
async def psa():
    return Psa()


@pytest.fixture
async def whole(psa):
    made = WholeTickets(psa, psa, per_connection=3, total=4, patience=0.3, call_seconds=5)
    yield made
    await made.aclose()
    assert psa.open == 0


def done(whole, psa) -> bool:
    return not whole._workers and psa.open == 0


async def test_in_order_and_several_changes_of_one_ticket_once(psa, whole):
    psa.gate.clear()
    for number in ("1", "2", "2", "gone", "2"):
        whole.ask(connection(), number)
    psa.gate.set()
    await until(lambda: done(whole, psa))
    assert psa.published == ["1", "2"]
    whole.ask(connection(), "1")
    await until(lambda: psa.published == ["1", "2", "1"])


async def test_a_change_while_it_is_being_read_is_read_again(psa, whole):
    psa.gate.clear()
    whole.ask(connection(), "1")
    await until(lambda: psa.asked == ["1"])
    whole.ask(connection(), "1")
    psa.gate.set()
    await until(lambda: psa.published == ["1", "1"])


async def test_what_waits_is_bounded(psa, whole):
    psa.gate.clear()
    for number in range(10):
        whole.ask(connection(), str(number))
        whole.ask(connection(id="c-2"), str(number))
    await until(lambda: len(psa.asked) == 2)
    assert sum(map(len, whole._waiting.values())) <= 4
    psa.gate.set()


async def test_a_short_trouble_is_waited_for(psa, whole):
    psa.faults = [BudgetExhausted(0.05, "the test"), BudgetExhausted(0.05, "the test")]
    whole.ask(connection(), "1")
    await until(lambda: psa.published == ["1"])


async def test_a_ticket_that_cannot_be_read_keeps_no_other_from_coming(psa, whole):
    psa.gate.clear()
    psa.faults = [PsaError(ErrorKind.TECHNICAL, IssueCode.SOURCE_ANSWER_INVALID, "odd", permanent=True)]
    for number in ("1", "2"):
        whole.ask(connection(), number)
    psa.gate.set()
    await until(lambda: psa.published == ["2"])


@pytest.mark.parametrize(
    "fault",
    [
        BudgetExhausted(60, "the test"),
        PsaError(ErrorKind.AUTHENTICATION, IssueCode.CREDENTIALS_REFUSED, "refused", permanent=True),
        RuntimeError("secret content"),
    ],
)
async def test_what_does_not_pass_soon_is_left_to_the_repair(psa, whole, fault, caplog):
    psa.faults = [fault]
    whole.ask(connection(), "1")
    await until(lambda: psa.asked == ["1"] and done(whole, psa))
    assert psa.published == []
    assert "secret content" not in caplog.text
    whole.ask(connection(), "2")
    await until(lambda: psa.published == ["2"])
