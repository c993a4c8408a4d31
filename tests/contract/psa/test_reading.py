"""A complete read gives every record once, in a form that the canonical models take."""

import json

import pytest
from pydantic import ValidationError

from psasync.contracts.canonical import MODELS
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import PsaError, ReadScope
from tests.contract.psa.harness import read_all, read_pages, those_of


async def test_a_full_read_equals_the_dataset_exactly_once(harness, adapter):
    for entity in adapter.capabilities.entities:
        found = [record.source_id for record in await read_all(adapter, entity)]
        assert sorted(found) == sorted(harness.source_ids(entity)), entity


@pytest.mark.parametrize("limit", [1, 7, 50])
async def test_page_size_changes_nothing_but_the_pages(make_harness, limit):
    adapter = make_harness(size=60, spec={"companies": 6}).open()
    for entity in those_of(adapter, Entity.TICKET_STATUS, Entity.COMPANY_SITE, Entity.CONTACT, Entity.PRODUCT):
        pages = await read_pages(adapter, entity, limit=limit)
        assert max(len(page.records) for page in pages) <= limit
        found = [record.source_id for page in pages for record in page.records]
        assert found == [record.source_id for record in await read_all(adapter, entity)], entity
    await adapter.aclose()


async def test_cursors_survive_json(harness, adapter):
    entity, *_ = those_of(adapter, Entity.COMPANY_SITE, Entity.CONTACT)
    seen, cursor = [], None
    while not seen or cursor is not None:
        page = await adapter.read_page(ReadScope(entity), cursor, limit=9)
        seen += [record.source_id for record in page.records]
        assert len(json.dumps(page.next)) < 200
        cursor = json.loads(json.dumps(page.next))
    assert sorted(seen) == sorted(harness.source_ids(entity))


async def test_the_same_cursor_gives_the_same_page_again(adapter):
    for entity in those_of(adapter, Entity.CONTACT, Entity.COMPANY_SITE):
        first = await adapter.read_page(ReadScope(entity), None, limit=20)
        for cursor in (None, first.next):
            once = await adapter.read_page(ReadScope(entity), cursor, limit=20)
            again = await adapter.read_page(ReadScope(entity), cursor, limit=20)
            assert list(once.records) == list(again.records)
            assert once.next == again.next


async def test_records_are_canonical_except_those_made_to_be_refused(harness, adapter):
    refused = {
        (entity, source_id)
        for entity, kind in harness.kinds.items()
        for source_id in harness.as_source_ids(entity, harness.summary["refused"].get(kind, []))
    }
    assert len(refused) == 2
    found = set()
    for entity in adapter.capabilities.entities:
        for record in await read_all(adapter, entity):
            assert 1 <= len(record.label) <= 200
            try:
                MODELS[entity].model_validate(record.data)
            except ValidationError:
                found.add((entity, record.source_id))
    assert found == refused


async def test_references_lead_to_records_that_were_read(adapter):
    has = adapter.capabilities.entities
    read = {entity: await read_all(adapter, entity) for entity in has}
    ids = {entity: {record.source_id for record in records} for entity, records in read.items()}
    assert {record.data["company_id"] for record in read[Entity.CONTACT]} <= ids[Entity.COMPANY]
    if "site_id" not in has[Entity.CONTACT].absent_fields:
        assert {record.data["site_id"] for record in read[Entity.CONTACT]} <= ids[Entity.COMPANY_SITE] | {None}
    if "status_id" not in has[Entity.COMPANY].absent_fields:
        assert {record.data["status_id"] for record in read[Entity.COMPANY]} <= ids[Entity.COMPANY_STATUS]


async def test_chosen_custom_fields_come_along(harness, adapter):
    name, values = harness.contact_field
    plain = await read_all(adapter, Entity.CONTACT)
    chosen = await read_all(adapter, Entity.CONTACT, custom_fields=(name, "No such field"))
    assert all("custom_fields" not in record.data for record in plain)
    assert {record.data["custom_fields"][name] for record in chosen} == values
    assert {record.data["custom_fields"]["No such field"] for record in chosen} == {None}


async def test_an_entity_that_the_system_lacks_is_a_configuration_error(adapter):
    lacking = next(entity for entity in reversed(Entity) if entity not in adapter.capabilities.entities)
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(ReadScope(lacking), None)
    assert (caught.value.kind, caught.value.permanent) == ("configuration", True)
