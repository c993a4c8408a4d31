"""One poll: what is published, and how far the position goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from psasync.contracts.events.tickets import TicketChanged
from psasync.kit.kafka import ProduceError, RecordTooLarge
from psasync.psa.live_tickets import TicketPage
from psasync.psa.port import BudgetExhausted
from psasync_tickets_relay.domain.repair import Position, RepairRules
from psasync_tickets_relay.upkeep.polling import Poll, Polling
from tests.unit.relay.frames import ticket

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
RULES = RepairRules(grace=timedelta(0), overlap=timedelta(0))


def changed(number: int) -> TicketChanged:
    return ticket(ticket_id=str(number), occurred_at=START + timedelta(seconds=number))


class Psa:
    """A reader and a publisher. `faults` come at the n-th call of either."""

    def __init__(self, *pages: Sequence[TicketChanged], reading: Exception | None = None, faults=()) -> None:
        self.pages, self.reading, self.faults = pages, reading, list(faults)
        self.published: list[TicketChanged] = []
        self.asked = 0

    async def changed(self, since, cursor, *, limit=200) -> TicketPage:
        number = cursor["page"] if cursor else 0
        self.asked += 1
        if number >= len(self.pages):
            assert self.reading is not None
            raise self.reading
        more = number + 1 < len(self.pages) or self.reading is not None
        return TicketPage(self.pages[number], {"page": number + 1} if more else None)

    async def once(self, event: TicketChanged) -> bool:
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        self.published.append(event)
        return True


async def polled(psa: Psa, *, pages: int = 5, position: Position | None = None) -> Poll:
    polling = Polling(psa, RULES, pages, 5)
    return await polling.poll(psa, position or Position(START), lambda _: False)


async def test_what_was_missed_is_published_as_repaired():
    psa = Psa([changed(1)], [changed(2)])
    poll = await polled(psa)
    assert [(event.ticket_id, event.repaired) for event in psa.published] == [("1", True), ("2", True)]
    assert (poll.found, poll.complete, poll.trouble) == (2, True, None)
    assert poll.position.since == START + timedelta(seconds=2)


async def test_with_kafka_away_the_position_does_not_move():
    psa = Psa([changed(1), changed(2)], faults=[None, ProduceError("down")])
    poll = await polled(psa)
    assert poll.position == Position(START)
    assert (poll.complete, poll.trouble.text) == (False, "Waiting for Kafka, which does not take events.")


async def test_what_was_read_before_the_budget_was_used_up_is_not_read_again():
    psa = Psa([changed(1), changed(2)], reading=BudgetExhausted(30, "the test"))
    poll = await polled(psa)
    assert (poll.found, poll.trouble.text, poll.trouble.wait) == (2, "Waiting for the test.", 30)
    assert poll.position.since == START + timedelta(seconds=2)
    again = Psa([changed(2), changed(3)])
    await polled(again, position=poll.position)
    assert [event.ticket_id for event in again.published] == ["3"]


async def test_so_many_pages_and_the_rest_another_time():
    psa = Psa([changed(1)], [changed(2)], [changed(3)])
    poll = await polled(psa, pages=2)
    assert (psa.asked, poll.found, poll.complete) == (2, 2, False)
    assert poll.position.since == START + timedelta(seconds=2)


async def test_a_ticket_that_no_event_can_hold_keeps_no_other_from_coming():
    psa = Psa([changed(1), changed(2)], faults=[RecordTooLarge("large")])
    poll = await polled(psa)
    assert ([event.ticket_id for event in psa.published], poll.found, poll.trouble) == (["2"], 1, None)


@pytest.mark.parametrize("fault", [TimeoutError(), ValueError("secret content"), KeyError("secret content")])
async def test_whatever_goes_wrong_is_told_without_a_content(fault, caplog):
    poll = await polled(Psa(reading=fault))
    assert poll.trouble.text
    assert poll.position == Position(START)
    assert "secret content" not in poll.trouble.text + caplog.text
