"""Syncro's pages: small, of a fixed size, in no published order."""

import random

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import ReadScope
from psasync.psa.syncro.limits import CONCURRENT_CALLS
from tests.contract.psa.budgets import SmallBudget
from tests.contract.psa.harness import read_all, read_pages
from tests.contract.psa.systems.syncro import SyncroHarness


@pytest.fixture
def syncro(simulator):
    """Accounts with datasets of their own."""
    return lambda **more: SyncroHarness(simulator, **more)


@pytest.mark.parametrize(
    "spec",
    [
        {"page_sizes": {"contacts": 25}},
        {"page_sizes": {"contacts": 71}, "without_meta": ["contacts"]},
        {"page_sizes": {"contacts": 100}, "without_meta": ["contacts"], "newest_first": True},
    ],
)
async def test_the_size_of_pages_is_learnt(syncro, spec):
    harness = syncro(spec=spec)
    adapter = harness.open()
    for limit in (40, 90, 1000):
        found = [record.source_id for record in await read_all(adapter, Entity.CONTACT, limit=limit)]
        ids = harness.source_ids(Entity.CONTACT)
        assert found == (ids[::-1] if spec.get("newest_first") else ids)
    await adapter.aclose()


async def test_pages_are_read_together_and_few_at_a_time(syncro):
    harness = syncro(size=2000)
    harness.fault("slow", Entity.CONTACT, seconds=0.1, count=50)
    adapter = harness.open()
    page = await adapter.read_page(ReadScope(Entity.CONTACT), None)
    await adapter.aclose()
    assert [record.source_id for record in page.records] == harness.source_ids(Entity.CONTACT)[:1000]
    assert 1 < harness.simulator.get("calls")["most_at_once_by_endpoint"][harness.account] <= CONCURRENT_CALLS


async def test_an_error_among_pages_ends_the_page_and_loses_nothing(syncro):
    harness = syncro(size=1000)
    adapter = harness.open()
    harness.fault("error", Entity.CONTACT, skip=5, count=1)
    pages = await read_pages(adapter, Entity.CONTACT)
    await adapter.aclose()
    assert len(pages) == 2
    found = [record.source_id for page in pages for record in page.records]
    assert found == harness.source_ids(Entity.CONTACT)


async def test_a_budget_smaller_than_a_page_still_moves_on(syncro):
    harness, budget = syncro(size=1000), SmallBudget(0)
    adapter = harness.open(budget)
    seen, cursor = [], None
    while not seen or cursor is not None:
        budget.left = 3
        page = await adapter.read_page(ReadScope(Entity.CONTACT), cursor)
        seen += [record.source_id for record in page.records]
        cursor = page.next
    await adapter.aclose()
    assert seen == harness.source_ids(Entity.CONTACT)


@pytest.mark.parametrize("spec", [{}, {"newest_first": True}, {"without_meta": ["contacts"]}])
async def test_what_stays_is_seen_whatever_moves(syncro, spec):
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    harness = syncro(size=600, spec=spec)
    adapter = harness.open()
    before = harness.source_ids(Entity.CONTACT)
    seen, cursor, deleted = [], None, set()
    while not seen or cursor is not None:
        page = await adapter.read_page(ReadScope(Entity.CONTACT), cursor, limit=chance.randrange(20, 120))
        seen += [record.source_id for record in page.records]
        cursor = page.next
        gone = set(chance.sample(harness.source_ids(Entity.CONTACT), 4)) | {seen[-1]} - deleted
        gone &= set(harness.source_ids(Entity.CONTACT))
        harness.change(Entity.CONTACT, "delete", ids=sorted(gone))
        deleted |= gone
        if cursor is not None and len(seen) < 600:
            harness.change(Entity.CONTACT, "add", count=chance.randrange(1, 6))
    await adapter.aclose()
    assert set(before) - deleted <= set(seen)
