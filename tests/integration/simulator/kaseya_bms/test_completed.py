"""Records that take a call of their own: assets, and custom fields."""

from datetime import timedelta

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import BudgetExhausted, PsaError, ReadScope
from tests.contract.psa.budgets import CountingBudget, SmallBudget
from tests.contract.psa.harness import read_all


async def test_a_budget_smaller_than_a_page_of_assets_still_moves_on(make_harness):
    harness = make_harness(assets=40)
    budget = SmallBudget(0)
    adapter = harness.open(budget)
    seen, cursor, pages = [], None, 0
    while pages == 0 or cursor is not None:
        budget.left = 9
        try:
            page = await adapter.read_page(ReadScope(Entity.ASSET), cursor)
        except BudgetExhausted:
            continue
        seen += [record.source_id for record in page.records]
        cursor, pages = page.next, pages + 1
        assert pages < 40
    await adapter.aclose()
    assert pages > 3
    assert seen == harness.source_ids(Entity.ASSET)


async def test_an_error_at_one_asset_ends_the_page_and_loses_nothing(make_harness):
    harness = make_harness(assets=40)
    adapter = harness.open()
    harness.simulator.fault(harness.account, "error", path=r"hardwareasset/\d+$", skip=20)
    page = await adapter.read_page(ReadScope(Entity.ASSET), None)
    assert 0 < len(page.records) < 40
    rest = await adapter.read_page(ReadScope(Entity.ASSET), page.next)
    await adapter.aclose()
    found = [record.source_id for record in [*page.records, *rest.records]]
    assert found == harness.source_ids(Entity.ASSET)


async def test_an_error_at_the_first_asset_is_raised(harness):
    adapter = harness.open()
    harness.simulator.fault(harness.account, "error", path=r"hardwareasset/\d+$", count=8)
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(ReadScope(Entity.ASSET), None)
    await adapter.aclose()
    assert caught.value.code is IssueCode.SOURCE_FAILED


async def test_assets_are_filtered_by_their_date_of_entry_here(make_harness):
    harness = make_harness(assets=40)
    adapter = harness.open()
    everything = await read_all(adapter, Entity.ASSET)
    period = (everything[5].business_date, everything[9].business_date)
    found = await read_all(adapter, Entity.ASSET, period=period)
    await adapter.aclose()
    assert [record.source_id for record in found] == [record.source_id for record in everything[5:9]]


async def test_a_period_is_exact_though_the_filter_is_wide(make_harness):
    harness = make_harness(size=2000)
    adapter = harness.open()
    everything = await read_all(adapter, Entity.CONTACT)
    begin = everything[500].business_date
    period = (begin, begin + timedelta(days=3))
    found = [record.source_id for record in await read_all(adapter, Entity.CONTACT, period=period)]
    await adapter.aclose()
    assert found == [r.source_id for r in everything if period[0] <= r.business_date < period[1]]
    queries = [call["query"] for call in harness.calls() if "CreatedOnFrom" in call["query"]]
    assert queries  # the server narrowed it down


async def test_declared_custom_fields_and_their_values(harness):
    adapter = harness.open()
    declared = (await adapter.declare()).custom_fields
    names = {entity: [field.name for field in fields] for entity, fields in declared.items()}
    assert names == {Entity.CONTACT: ["Preferred Language", "VIP"], Entity.ASSET: ["Room", "Leased"]}
    language = declared[Entity.CONTACT][0]
    assert language.options == ("English", "Français", "Deutsch", "Español")
    found = await read_all(adapter, Entity.CONTACT, custom_fields=("Preferred Language",))
    assert {record.data["custom_fields"]["Preferred Language"] for record in found} == set(language.options)
    again = await read_all(adapter, Entity.CONTACT, ids=(found[3].source_id,), custom_fields=("Preferred Language",))
    assert again[0].data == found[3].data
    await adapter.aclose()


async def test_custom_fields_without_a_module_are_a_configuration_error(harness):
    budget = CountingBudget()
    adapter = harness.open(budget)
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(ReadScope(Entity.COMPANY, custom_fields=("Tier",)), None)
    await adapter.aclose()
    assert (caught.value.kind, caught.value.permanent, budget.acquired) == ("configuration", True, 0)
    assert "custom_field_module_company" in caught.value.message


async def test_a_module_that_bms_does_not_know(harness):
    adapter = harness.open(settings={"custom_field_module_company": "999"})
    with pytest.raises(PsaError):
        await adapter.declare()
    await adapter.aclose()
