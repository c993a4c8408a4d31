"""Reading tickets as events, over real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from psasync.psa.connectwise import ConnectWiseTickets
from psasync.psa.connectwise.tickets.event import ticket_fields
from psasync.psa.port import BudgetExhausted, PsaError
from tests.contract.psa.budgets import CountingBudget, SmallBudget

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
async def tickets(harness):
    opened = ConnectWiseTickets(harness.credentials(), budget=CountingBudget())
    yield opened
    await opened.aclose()


def change(harness, **what) -> str:
    return str(harness.simulator.post(f"{harness.path}/tickets", {"deliver": False, **what})["id"])


async def read_all(tickets, since, limit):
    found, cursor, pages = [], None, 0
    while pages == 0 or cursor is not None:
        page = await tickets.changed(since, cursor, limit=limit)
        found += page.tickets
        cursor, pages = page.next, pages + 1
        assert pages < 500, "the cursor does not come to an end"
    return found


async def test_a_ticket_is_read_whole(harness, tickets):
    number = change(harness, action="added", fields={"summary": "Drucker läuft nicht ✓"})
    event = await tickets.ticket(number)
    assert (event.title, event.ticket_id, event.kind, event.partial) == (
        "Drucker läuft nicht ✓", number, "created", False,
    )  # fmt: skip
    assert (event.tenant, event.connection) == ("tenant-1", "connection-1")
    assert event.payload["Entity"]["summary"] == event.title
    assert event.model_dump(include=ticket_fields({}).keys()) == {
        name: value.model_dump() if hasattr(value, "model_dump") else value
        for name, value in ticket_fields(event.payload["Entity"]).items()
    }


async def test_one_that_is_gone_is_none(harness, tickets):
    number = change(harness, action="added")
    change(harness, action="deleted", id=int(number))
    assert await tickets.ticket(number) is None
    assert await tickets.ticket("no-number") is None


async def test_what_changed_since_comes_in_order(harness, tickets):
    begun = datetime.now(UTC) - timedelta(seconds=5)
    numbers = [change(harness, action="added") for _ in range(3)]
    found = await read_all(tickets, begun, 200)
    assert sorted(event.ticket_id for event in found) == sorted(numbers)
    times = [event.occurred_at for event in found]
    assert times == sorted(times)
    assert await read_all(tickets, datetime.now(UTC) + timedelta(hours=1), 200) == []


@pytest.mark.parametrize("limit", [1, 7, 100])
async def test_no_ticket_is_left_out_whatever_the_pages_are(harness, tickets, limit):
    for _ in range(12):  # within a second or two: a page ends in the middle of a second
        change(harness, action="added")
    since = LONG_AGO if limit > 1 else datetime.now(UTC) - timedelta(seconds=30)
    whole = {event.ticket_id for event in await read_all(tickets, since, 1000)}
    found = await read_all(tickets, since, limit)
    assert {event.ticket_id for event in found} == whole
    times = [event.occurred_at for event in found]
    assert times == sorted(times)


async def test_a_ticket_that_is_not_as_documented_is_an_error_without_its_contents(harness, tickets):
    number = change(harness, action="added", fields={"summary": ["s3cret-summary"]})
    with pytest.raises(PsaError) as caught:
        await tickets.ticket(number)
    assert number in str(caught.value)
    assert "s3cret" not in f"{caught.value} {caught.value.__cause__}"


async def test_it_keeps_no_other_from_being_read(harness, tickets, caplog):
    since = datetime.now(UTC) - timedelta(seconds=5)
    before = change(harness, action="added")
    change(harness, action="added", fields={"summary": ["s3cret-summary"]})
    after = change(harness, action="added")
    for limit in (1, 200):
        assert {event.ticket_id for event in await read_all(tickets, since, limit)} == {before, after}
    assert "s3cret" not in caplog.text


async def test_every_call_is_paid_for(harness):
    tickets = ConnectWiseTickets(harness.credentials(), budget=SmallBudget(1))
    await tickets.changed(LONG_AGO, None)
    with pytest.raises(BudgetExhausted):
        await tickets.changed(LONG_AGO, None)
    await tickets.aclose()
