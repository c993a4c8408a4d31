"""Reading less than everything: what changed, what was entered in a period, single records."""

from datetime import UTC, datetime, timedelta

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import PeriodFilter, ReadScope, UpdatedSince
from tests.contract.psa.harness import needed, read_all, read_pages, those_of

KINDS = (Entity.CONTACT, Entity.COMPANY_SITE, Entity.TICKET_STATUS, Entity.PRODUCT)


@pytest.mark.parametrize("entity", KINDS)
async def test_updated_since_gives_what_changed_and_was_added(harness, adapter, entity):
    if needed(adapter, entity).updated_since is UpdatedSince.NONE:
        pytest.skip(f"the system cannot filter {entity} by change")
    since = (await adapter.read_page(ReadScope(entity), None)).source_time
    assert await read_all(adapter, entity, since=since) == []
    expected = harness.change(entity, "change", count=4, seed=3) + harness.change(entity, "add", count=2)
    found = await read_all(adapter, entity, since=since, limit=2)
    assert sorted(record.source_id for record in found) == sorted(expected)


async def test_the_source_time_lies_before_the_answer(adapter):
    before = datetime.now(UTC)
    page = await adapter.read_page(ReadScope(Entity.CONTACT), None)
    assert before - timedelta(seconds=5) < page.source_time <= datetime.now(UTC)


@pytest.mark.parametrize("entity", [Entity.COMPANY, Entity.CONTACT, Entity.COMPANY_SITE])
async def test_a_period_is_half_open_on_the_business_date(adapter, entity):
    how = needed(adapter, entity).period
    if how is PeriodFilter.NONE:
        pytest.skip(f"{entity} has no business date")
    everything = sorted(await read_all(adapter, entity), key=lambda record: record.business_date)
    begin, end = everything[2].business_date, everything[len(everything) // 2].business_date
    found = await read_all(adapter, entity, period=(begin, end), limit=10)
    expected = [record.source_id for record in everything if begin <= record.business_date < end]
    assert expected
    # Where the system cannot filter, the executor does, by the same date.
    kept = [one.source_id for one in found if how is PeriodFilter.SERVER or begin <= one.business_date < end]
    assert sorted(kept) == sorted(expected)


@pytest.mark.parametrize("entity", list(Entity))
async def test_records_are_read_again_by_id_and_gone_ones_are_named(harness, adapter, entity):
    if not needed(adapter, entity).by_id:
        pytest.skip(f"the system gives out no single {entity}")
    living = harness.source_ids(entity)
    deleted = "nothing" if entity in harness.flags else living[1]
    if deleted in living:
        harness.change(entity, "delete", ids=[deleted])
    asked = (living[-1], deleted, living[0], "999999", "no-id")
    pages = await read_pages(adapter, entity, ids=asked)
    assert sorted(record.source_id for page in pages for record in page.records) == sorted({living[-1], living[0]})
    assert sorted(gone for page in pages for gone in page.gone_ids) == sorted([deleted, "999999", "no-id"])


async def test_many_ids_are_read_in_chunks(harness, adapter):
    for entity in those_of(adapter, Entity.CONTACT, Entity.COMPANY_SITE):
        living = harness.source_ids(entity)
        for limit in (50, 1000):
            pages = await read_pages(adapter, entity, ids=tuple(living), limit=limit)
            assert len(pages) >= -(-len(living) // limit)
            assert sorted(record.source_id for page in pages for record in page.records) == sorted(living)
            assert not any(page.gone_ids for page in pages)


async def test_no_ids_ask_for_nothing(harness, adapter):
    page = await adapter.read_page(ReadScope(Entity.CONTACT, ids=()), None)
    assert (list(page.records), page.next, harness.calls()) == ([], None, [])
