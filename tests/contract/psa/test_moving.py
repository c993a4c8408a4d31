"""Others work in the PSA while it is read."""

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import ReadScope
from tests.contract.psa.harness import read_all


async def _read_while(adapter, entity, step, limit=20):
    """Read everything; after each page, `step(number of the page, its ids)` happens at the source."""
    seen, cursor, number = [], None, 0
    while number == 0 or cursor is not None:
        page = await adapter.read_page(ReadScope(entity), cursor, limit=limit)
        ids = [record.source_id for record in page.records]
        seen += ids
        step(number, ids)
        cursor, number = page.next, number + 1
    return seen


@pytest.mark.parametrize("paging", [{}, {"without_forward_paging": ["contacts", "sites", "companies"]}])
@pytest.mark.parametrize("entity", [Entity.CONTACT, Entity.COMPANY_SITE])
async def test_what_stays_is_seen_exactly_once(make_harness, entity, paging):
    harness = make_harness(spec=paging)
    adapter = harness.open()
    before = harness.source_ids(entity)
    deleted = []

    def step(number, ids):
        if number < 3 and ids:
            deleted.append(ids[0])  # a row before the reader: page numbers would shift
            harness.change(entity, "delete", ids=[ids[0]])
            harness.change(entity, "add", count=3)

    seen = await _read_while(adapter, entity, step)
    await adapter.aclose()
    assert len(seen) == len(set(seen))
    assert set(before) <= set(seen)
    assert deleted


async def test_a_parent_deleted_under_the_reader_has_no_children(make_harness):
    harness = make_harness(size=60, spec={"companies": 4})
    adapter = harness.open()
    first = await adapter.read_page(ReadScope(Entity.COMPANY_SITE), None, limit=5)
    inside = first.records[0].data["company_id"]
    harness.change(Entity.COMPANY, "delete", ids=[inside])
    rest, cursor = [], first.next
    while cursor is not None:
        page = await adapter.read_page(ReadScope(Entity.COMPANY_SITE), cursor, limit=5)
        rest += page.records
        cursor = page.next
    await adapter.aclose()
    others = [text for text in harness.source_ids(Entity.COMPANY_SITE) if not text.startswith(f"{inside}-")]
    assert sorted(record.source_id for record in rest) == sorted(others)


@pytest.mark.parametrize("size", [2000, 2001])
async def test_lists_without_forward_only_paging_are_read_whole(make_harness, size):
    harness = make_harness(size=size, spec={"companies": 1, "without_forward_paging": ["contacts", "companies"]})
    adapter = harness.open()
    found = [record.source_id for record in await read_all(adapter, Entity.CONTACT, limit=500)]
    await adapter.aclose()
    assert found == harness.source_ids(Entity.CONTACT)
