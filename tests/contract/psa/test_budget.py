"""The call budget is asked once per call, and a small one still moves on."""

import asyncio
import re

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import BudgetExhausted, PsaError, ReadScope
from tests.contract.psa.budgets import CountingBudget, SmallBudget
from tests.contract.psa.harness import read_all, those_of


async def test_every_call_is_paid_for_and_none_is_made_twice(harness):
    budget = CountingBudget()
    adapter = harness.open(budget)
    listed = those_of(adapter, Entity.COMPANY_SITE, Entity.CONTACT)
    for entity in adapter.capabilities.entities:
        before = len(harness.calls())
        await read_all(adapter, entity)
        calls = harness.calls()
        # Two entities may be read from one list, but none reads a page of it twice.
        made = [(call["path"], call["query"]) for call in calls[before:]]
        pages = [call for call in made if entity in listed and re.search(harness.list_path[entity], call[0])]
        assert len(pages) == len(set(pages)) >= (entity in listed)
    await adapter.check()
    await adapter.aclose()
    assert len(calls) < len(harness.calls()) == budget.acquired


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
    entity, *_ = those_of(adapter, Entity.COMPANY_SITE, Entity.CONTACT)
    seen, cursor, started = [], None, False
    for _ in range(100):
        budget.left = 4
        try:
            page = await adapter.read_page(ReadScope(entity), cursor)
        except BudgetExhausted:
            continue
        seen += [record.source_id for record in page.records]
        cursor, started = page.next, True
        if cursor is None:
            break
    await adapter.aclose()
    assert started
    assert cursor is None
    assert sorted(seen) == sorted(harness.source_ids(entity))


async def test_few_calls_run_at_once(harness):
    """A list in many calls where the system has one, else single records, asked for at the same time."""
    entity, *_ = [*harness.by_parent & {Entity.COMPANY_SITE}, Entity.CONTACT]
    scopes = [{}] if entity in harness.by_parent else [{"ids": (one,)} for one in harness.source_ids(entity)[:12]]
    harness.simulator.delete("calls")
    harness.fault("slow", entity, seconds=0.2, count=12)
    adapter = harness.open()
    await asyncio.gather(*(read_all(adapter, entity, **scope) for scope in scopes))
    await adapter.aclose()
    assert 1 < harness.simulator.get("calls")["most_at_once"] <= 6
