"""Syncro's tickets: told by its notifications, and read again by the time of their change."""

from datetime import UTC, datetime, timedelta

import pytest

from psasync.psa import syncro
from psasync.psa.port import BudgetExhausted
from tests.contract.psa.budgets import CountingBudget, SmallBudget
from tests.integration.simulator.live import MARK, SPOILED, all_changed, change, spoiled

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
async def open_reader(harness):
    opened = []

    def open_one(budget=None, **credentials):
        reader = syncro.open_tickets(harness.credentials(**credentials), budget=budget or CountingBudget())
        opened.append(reader)
        return reader

    yield open_one
    for reader in opened:
        await reader.aclose()


@pytest.fixture
def set_up(harness, receiver):
    """As a person does in the notification center."""
    harness.simulator.patch(harness.path, {"webhook_urls": [receiver.url]})
    return receiver


async def test_a_notification_and_a_read_tell_the_same_change(harness, set_up, open_reader):
    number = change(harness, action="added", fields={"subject": "Drucker läuft nicht ✓"})
    change(harness, action="updated", id=number, fields={"status": "Resolved"})
    change(harness, action="deleted", id=number)
    verifier = syncro.ENTRY.verifier()
    created, updated = [await verifier.verify(webhook, harness.credentials()) for webhook in set_up.webhooks]
    assert (created.kind, created.title, created.partial) == ("created", "Drucker läuft nicht ✓", False)
    assert (updated.ticket_id, updated.status.name) == (str(number), "Resolved")
    assert await open_reader().ticket(str(number)) is None

    number = change(harness, action="added")
    told = await verifier.verify(set_up.webhooks[-1], harness.credentials())
    read = await open_reader().ticket(str(number))
    assert read.message_id == told.message_id
    same = {"ticket_id", "number", "title", "status", "priority", "company", "occurred_at", "kind", "tenant"}
    assert read.model_dump(include=same) == told.model_dump(include=same)
    assert (read.board.name, read.contact.name) != (None, None)


async def test_the_board_is_what_the_connection_chose(harness, open_reader):
    types = await open_reader().ticket("1")
    problems = await open_reader(settings={"boards": "problem_types"}).ticket("1")
    assert types.board.id.isdigit()
    assert problems.board.id == problems.board.name


@pytest.mark.parametrize("spec", [{}, {"newest_first": True}, {"without_meta": ["tickets"]}])
async def test_changes_come_once_in_the_order_of_their_times(make_harness, spec):
    harness = make_harness(size=5000, page_sizes={"tickets": 25}, **spec)
    change(harness, action="updated", id=3)
    newest = change(harness, action="added")
    reader = syncro.open_tickets(harness.credentials(), budget=CountingBudget())
    found = await all_changed(reader, LONG_AGO, limit=30)
    await reader.aclose()
    assert sorted(int(event.ticket_id) for event in found) == list(range(1, newest + 1))
    times = [event.occurred_at for event in found]
    assert times == sorted(times)
    assert {event.ticket_id for event in found[-2:]} == {"3", str(newest)}


async def test_only_what_has_changed_since_then_comes(harness, open_reader):
    reader = open_reader()
    before = await all_changed(reader, LONG_AGO)
    last = before[-1].occurred_at
    assert [event.ticket_id for event in await all_changed(reader, last)] == [before[-1].ticket_id]
    assert await all_changed(reader, last + timedelta(milliseconds=1)) == []
    number = change(harness, action="updated", id=2)
    assert [event.ticket_id for event in await all_changed(reader, last + timedelta(seconds=1))] == [str(number)]


async def test_a_budget_smaller_than_the_list_still_comes_to_its_end(make_harness):
    """Also where each attempt has a reader of its own."""
    harness = make_harness(size=5000, page_sizes={"tickets": 25})
    attempts, found = 0, None
    while found is None:
        attempts += 1
        reader = syncro.open_tickets(harness.credentials(), budget=SmallBudget(2))
        try:
            found = await all_changed(reader, LONG_AGO)
        except BudgetExhausted:
            assert attempts < 20
        finally:
            await reader.aclose()
    assert attempts > 1
    assert len(found) == 100


@pytest.mark.parametrize("text", ["0", "-1", "../customers/1", "1/comments", "", "4" * 400, "1?x=1"])
async def test_what_is_no_id_is_not_asked_for(harness, open_reader, text):
    before = len(harness.calls())
    assert await open_reader().ticket(text) is None
    assert all("customers" not in call["path"] for call in harness.calls()[before:])


@pytest.mark.parametrize("kind", SPOILED)
async def test_no_error_repeats_a_ticket(harness, open_reader, kind):
    change(harness, action="updated", id=1, fields={"subject": MARK})
    await spoiled(harness, open_reader(), kind, "tickets", LONG_AGO)
