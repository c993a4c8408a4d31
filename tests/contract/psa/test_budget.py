"""The call budget is asked once per call, and a small one still moves on."""

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import BudgetExhausted, PsaError, ReadScope
from tests.contract.psa.budgets import CountingBudget, SmallBudget
from tests.contract.psa.harness import read_all


async def test_every_call_is_paid_for_and_none_is_made_twice(harness):
    budget = CountingBudget()
    adapter = harness.open(budget)
    for entity in adapter.capabilities.entities:
        await read_all(adapter, entity)
    await adapter.check()
    await adapter.aclose()
    calls = harness.calls()
    assert len(calls) == budget.acquired
    reads = [(call["path"], call["query"]) for call in calls if "/sites" in call["path"] or "contacts" in call["path"]]
    pages = [read for read in reads if "pageSize=1&" not in read[1]]
    assert len(pages) == len(set(pages))


async def test_a_throttled_call_tells_the_budget(harness):
    budget = CountingBudget()
    adapter = harness.open(budget)
    harness.fault("throttle", Entity.CONTACT, seconds=9)
    harness.fault("throttle", Entity.CONTACT, seconds=0)
    for _ in range(2):
        with pytest.raises(PsaError):
            await adapter.read_page(ReadScope(Entity.CONTACT), None)
    await adapter.aclose()
    assert budget.throttles[0] == 9
    assert budget.throttles[1] >= 10  # the system named no time: a careful guess


async def test_an_empty_budget_makes_no_call(harness):
    adapter = harness.open(SmallBudget(0))
    with pytest.raises(BudgetExhausted):
        await adapter.read_page(ReadScope(Entity.CONTACT), None)
    await adapter.aclose()
    assert harness.calls() == []


async def test_a_budget_smaller_than_a_page_still_moves_on(harness):
    budget = SmallBudget(0)
    adapter = harness.open(budget)
    seen, cursor, started = [], None, False
    for _ in range(100):
        budget.left = 4
        try:
            page = await adapter.read_page(ReadScope(Entity.COMPANY_SITE), cursor)
        except BudgetExhausted:
            continue
        seen += [record.source_id for record in page.records]
        cursor, started = page.next, True
        if cursor is None:
            break
    await adapter.aclose()
    assert started
    assert cursor is None
    assert sorted(seen) == sorted(harness.source_ids(Entity.COMPANY_SITE))


async def test_few_calls_run_at_once(harness, simulator):
    simulator.delete("calls")
    harness.fault("slow", Entity.COMPANY_SITE, seconds=0.2, count=12)
    adapter = harness.open()
    await read_all(adapter, Entity.COMPANY_SITE)
    await adapter.aclose()
    assert 1 < simulator.get("calls")["most_at_once"] <= 4
