"""Syncro's sites, which are the addresses of its customers."""

import asyncio

import pytest

from psasync.contracts.canonical import MODELS
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import BudgetExhausted, ReadScope
from tests.contract.psa.budgets import SmallBudget
from tests.contract.psa.harness import read_all, read_pages
from tests.contract.psa.systems.syncro import SyncroHarness

ALL_SITES = {"sites": "all"}


@pytest.fixture
def syncro(simulator):
    """Accounts with datasets of their own."""
    return lambda **more: SyncroHarness(simulator, **more)


def sites_of(harness):
    """Every address that the account has."""
    further = harness.simulator.get(f"{harness.path}/records/addresses")["ids"]
    records = [harness.simulator.get(f"{harness.path}/records/addresses/{number}") for number in further]
    return [
        *harness.source_ids(Entity.COMPANY_SITE),
        *(f"{record['customer_id']}-{record['id']}" for record in records),
    ]


async def test_main_sites_cost_no_further_calls(syncro):
    harness = syncro()
    adapter = harness.open()
    found = await read_all(adapter, Entity.COMPANY_SITE)
    await adapter.aclose()
    assert sorted(record.source_id for record in found) == sorted(harness.source_ids(Entity.COMPANY_SITE))
    assert len(found) < len(harness.source_ids(Entity.COMPANY))  # some have no address
    assert len(harness.calls()) == 1


@pytest.mark.parametrize("limit", [20, 50, 1000])
async def test_all_sites_of_all_customers(syncro, limit):
    harness = syncro()
    adapter = harness.open(settings=ALL_SITES)
    pages = await read_pages(adapter, Entity.COMPANY_SITE, limit=limit)
    found = [record for page in pages for record in page.records]
    dates = sorted(record.business_date for record in found)
    period = (dates[3], dates[40])
    within = await read_all(adapter, Entity.COMPANY_SITE, period=period)
    await adapter.aclose()
    assert max(len(page.records) for page in pages) <= limit
    assert sorted(record.source_id for record in found) == sorted(sites_of(harness))
    for record in found:
        MODELS[Entity.COMPANY_SITE].model_validate(record.data)
    expected = {record.source_id for record in found if period[0] <= record.business_date < period[1]}
    assert {record.source_id for record in within} == expected != set()


async def test_a_customer_with_more_sites_than_fit_makes_a_page_of_its_own(syncro):
    harness = syncro(size=60, spec={"companies": 4})
    adapter = harness.open(settings=ALL_SITES)
    pages = await read_pages(adapter, Entity.COMPANY_SITE, limit=2)
    await adapter.aclose()
    owners = [{record.data["company_id"] for record in page.records} for page in pages]
    assert all(len(found) <= 1 for found in owners)
    assert sorted(record.source_id for page in pages for record in page.records) == sorted(sites_of(harness))


async def test_sites_are_read_again_by_id(syncro):
    harness = syncro()
    ids = sites_of(harness)
    for settings, expected in ((ALL_SITES, ids), ({}, [one for one in ids if one.endswith("-main")])):
        adapter = harness.open(settings=settings)
        asked = (*ids, "1-999999", "999999-main", "main", "../me-main")
        pages = await read_pages(adapter, Entity.COMPANY_SITE, ids=asked)
        await adapter.aclose()
        assert sorted(record.source_id for page in pages for record in page.records) == sorted(expected)
        assert sorted(one for page in pages for one in page.gone_ids) == sorted(set(asked) - set(expected))


@pytest.mark.parametrize("fault", ["error", "missing"])
async def test_an_error_at_one_customer_ends_the_page_and_a_deleted_one_has_no_sites(syncro, fault):
    harness = syncro()
    adapter = harness.open(settings=ALL_SITES)
    harness.simulator.fault(harness.account, fault, path="/customers/7$", count=1)
    pages = await read_pages(adapter, Entity.COMPANY_SITE)
    await adapter.aclose()
    found = [record.source_id for page in pages for record in page.records]
    expected = [one for one in sites_of(harness) if fault == "error" or not one.startswith("7-")]
    assert sorted(found) == sorted(expected)
    assert len(pages) == (2 if fault == "error" else 1)


async def test_all_sites_within_a_small_budget(syncro):
    harness, budget = syncro(), SmallBudget(0)
    adapter = harness.open(budget, settings=ALL_SITES)
    budget.left = 1
    with pytest.raises(BudgetExhausted):
        await adapter.read_page(ReadScope(Entity.COMPANY_SITE), None)
    seen, cursor = [], None
    while not seen or cursor is not None:
        budget.left = 4
        page = await adapter.read_page(ReadScope(Entity.COMPANY_SITE), cursor)
        seen += [record.source_id for record in page.records]
        cursor = page.next
    await adapter.aclose()
    assert sorted(seen) == sorted(sites_of(harness))


async def test_cancellation_among_customers_leaves_nothing_behind(syncro):
    harness = syncro()
    adapter = harness.open(settings=ALL_SITES)
    harness.simulator.fault(harness.account, "slow", path="/customers/", seconds=20, count=9)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(adapter.read_page(ReadScope(Entity.COMPANY_SITE), None), 0.5)
    harness.simulator.delete("faults")
    found = [record.source_id for record in await asyncio.wait_for(read_all(adapter, Entity.COMPANY_SITE), 10)]
    await adapter.aclose()
    assert sorted(found) == sorted(sites_of(harness))
