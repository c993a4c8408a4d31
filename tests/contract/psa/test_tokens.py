"""Systems that give out tokens: one that ends in the middle of a read is replaced, and nothing is lost."""

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import ReadScope
from tests.contract.psa.budgets import CountingBudget


@pytest.fixture
def move_clock(simulator):
    def change(order):
        simulator.http.put("/_control/clock", json=order).raise_for_status()

    yield lambda seconds: change({"advance_seconds": seconds})
    change({})


async def test_a_token_that_ends_between_two_pages(harness, move_clock):
    if not harness.token_seconds:
        pytest.skip("the system has no tokens")
    budget = CountingBudget()
    adapter = harness.open(budget)
    seen, cursor, pages = [], None, 0
    while pages == 0 or cursor is not None:
        page = await adapter.read_page(ReadScope(Entity.CONTACT), cursor, limit=60)
        seen += [record.source_id for record in page.records]
        cursor, pages = page.next, pages + 1
        move_clock(harness.token_seconds + 1)
    await adapter.aclose()
    assert pages > 1
    assert seen == harness.source_ids(Entity.CONTACT)
    assert len(harness.calls()) == budget.acquired
