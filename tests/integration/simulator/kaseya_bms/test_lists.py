"""The adapter against what Kaseya left open: page base, order, page size, casing."""

from datetime import UTC, datetime

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import PsaError
from tests.contract.psa.harness import read_all

QUIRKS = [
    ({}, {"sort": "none"}),
    ({"first_page": 0}, {"first_page": "0"}),
    ({"first_page": 1}, {"first_page": "0"}),  # the page before the first one is the first one
    ({"largest_page": 30}, {}),
    ({"pascal_case": True}, {}),
    ({"sorts": False}, {}),
    ({"sorts": False, "largest_page": 30}, {}),
    ({"sorts": False, "first_page": 0}, {"first_page": "0", "sort": "none"}),
]


@pytest.mark.parametrize(("spec", "settings"), QUIRKS)
async def test_everything_is_read_whatever_the_lists_are_like(make_harness, spec, settings):
    harness = make_harness(size=500, **spec)
    adapter = harness.open(settings=settings)
    for entity in adapter.capabilities.entities:
        for limit in (1000, 70):
            found = {record.source_id for record in await read_all(adapter, entity, limit=limit)}
            assert found == set(harness.source_ids(entity)), (entity, limit)
    await adapter.aclose()


@pytest.mark.parametrize("size", [20, 900])
async def test_a_wrong_page_base_is_an_error_and_no_short_list(make_harness, size):
    harness = make_harness(size=size, first_page=0)
    adapter = harness.open()
    with pytest.raises(PsaError) as caught:
        await read_all(adapter, Entity.CONTACT)
    await adapter.aclose()
    assert caught.value.code is IssueCode.SOURCE_ANSWER_INVALID
    assert "first_page" in caught.value.message


async def test_a_large_page_takes_a_tenth_more_calls_than_it_has_to(make_harness):
    harness = make_harness(size=2200)
    adapter = harness.open()
    contacts = await read_all(adapter, Entity.CONTACT)
    await adapter.aclose()
    lists = [call for call in harness.calls() if "contacts/summary" in call["path"]]
    assert len(contacts) == len(harness.source_ids(Entity.CONTACT)) > 1000
    assert len(lists) <= len(contacts) / 100 * 1.2 + 2


async def test_an_asset_list_without_totals_is_read_to_its_end(make_harness):
    harness = make_harness(size=10, assets=250)
    adapter = harness.open()
    found = [record.source_id for record in await read_all(adapter, Entity.ASSET)]
    await adapter.aclose()
    assert found == harness.source_ids(Entity.ASSET)


async def test_sites_are_never_narrowed_by_the_times_of_their_accounts(harness):
    adapter = harness.open()
    found = await read_all(adapter, Entity.COMPANY_SITE, since=datetime.now(UTC))
    await adapter.aclose()
    assert [record.source_id for record in found] == harness.source_ids(Entity.COMPANY_SITE)
