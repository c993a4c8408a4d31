"""Others work in the PSA while it is read."""

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import ReadScope
from tests.contract.psa.harness import needed


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


@pytest.mark.parametrize("entity", [Entity.CONTACT, Entity.COMPANY_SITE])
async def test_what_stays_is_seen_exactly_once(system, make_harness, entity):
    for variant in system.variants:
        await _see_what_stays(make_harness(spec=variant), entity)


async def _see_what_stays(harness, entity):
    adapter = harness.open()
    needed(adapter, entity)
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
    if Entity.COMPANY_SITE not in harness.by_parent:
        pytest.skip("the system lists all sites at once")
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
