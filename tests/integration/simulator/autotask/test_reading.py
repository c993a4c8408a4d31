"""What the adapter makes of Autotask's peculiarities."""

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.autotask.client import Client
from psasync.psa.autotask.connection import Connection
from psasync.psa.port import PsaError, ReadScope
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.harness import read_all, read_pages
from tests.contract.psa.systems.autotask import AutotaskHarness


@pytest.mark.parametrize("limit", [7, 20, 500])
async def test_lists_in_another_order_are_read_along_their_next_pages(simulator, limit):
    harness = AutotaskHarness(simulator, size=100, spec={"unordered": ["contacts"]})
    adapter = harness.open()
    pages = await read_pages(adapter, Entity.CONTACT, limit=limit)
    await adapter.aclose()
    found = [record.source_id for page in pages for record in page.records]
    assert sorted(found) == sorted(harness.source_ids(Entity.CONTACT))
    assert len(found) == len(set(found))
    assert found != harness.source_ids(Entity.CONTACT)


async def test_a_next_page_on_another_server_is_not_asked_for(harness):
    client = Client(Connection.of(harness.credentials()), CountingBudget())
    zone = await client.call("GET", "ThresholdInformation")
    assert zone.content
    for url in (
        "https://webservices5.autotask.net/atservicesrest/v1.0/Contacts/query/next?paging=x",
        harness.base_url.replace("http:", "https:") + "/webservices5/atservicesrest/v1.0/Contacts/query/next",
        "http://[bad",
        "",
    ):
        with pytest.raises(PsaError) as caught:
            await client.next_address(url, "Contacts/query")
        assert caught.value.code is IssueCode.SOURCE_ANSWER_INVALID
    await client.aclose()


async def test_names_of_types_countries_products_and_makers(harness):
    adapter = harness.open()
    assets = await read_all(adapter, Entity.ASSET)
    contacts = await read_all(adapter, Entity.CONTACT)
    companies = await read_all(adapter, Entity.COMPANY)
    await adapter.aclose()
    assert all(record.data["name"] and record.data["type"] for record in assets)
    assert {record.data["status"] for record in assets} <= {"Active", "Inactive"}
    assert any(record.data["manufacturer"] for record in assets)
    assert all(record.data["address"]["country"] for record in contacts)
    assert all(record.data["status"] for record in companies)


async def test_names_are_asked_for_once(simulator):
    harness = AutotaskHarness(simulator, size=100, spec={"assets": 60})
    adapter = harness.open()
    for entity in (Entity.CONTACT, Entity.COMPANY_SITE, Entity.ASSET):
        await read_pages(adapter, entity, limit=3)
    await adapter.aclose()
    paths = [call["path"].rpartition("/v1.0/")[2] for call in harness.calls()]
    assert paths.count("Countries/query") == 1
    assert paths.count("ConfigurationItems/entityInformation/fields") == 1
    products = paths.count("Products/query")
    assert 0 < products < paths.count("ConfigurationItems/query")


async def test_names_that_may_not_be_read_are_left_out(harness):
    harness.simulator.fault(harness.account, "forbidden", path="/Countries/query", count=50)
    adapter = harness.open()
    contacts = await read_all(adapter, Entity.CONTACT)
    await adapter.aclose()
    assert {record.data["address"]["country"] for record in contacts} == {None}


@pytest.mark.parametrize("path", ["/Countries/query", "/Products/query", "entityInformation/fields"])
async def test_names_that_cannot_be_had_stop_the_page_and_not_the_run(simulator, path):
    harness = AutotaskHarness(simulator, size=100, spec={"assets": 60})
    harness.simulator.fault(harness.account, "error", path=path)
    adapter = harness.open()
    entity = Entity.CONTACT if "Countries" in path else Entity.ASSET
    with pytest.raises(PsaError) as caught:
        await read_all(adapter, entity)
    assert not caught.value.permanent
    found = await read_all(adapter, entity)
    await adapter.aclose()
    assert [record.source_id for record in found] == harness.source_ids(entity)


async def test_set_up_that_changed_is_seen_at_once(harness):
    adapter = harness.open()
    before = {record.source_id: record.data["name"] for record in await read_all(adapter, Entity.TICKET_BOARD)}
    (changed,) = harness.change(Entity.TICKET_BOARD, "change")
    (added,) = harness.change(Entity.TICKET_BOARD, "add")
    after = {record.source_id: record.data["name"] for record in await read_all(adapter, Entity.TICKET_BOARD)}
    await adapter.aclose()
    assert set(after) == {*before, added}
    assert [one for one in before if before[one] != after[one]] == [changed]


async def test_queues_deleted_under_the_reader_move_no_other(harness):
    adapter = harness.open()
    first = await adapter.read_page(ReadScope(Entity.TICKET_BOARD), None, limit=2)
    harness.change(Entity.TICKET_BOARD, "delete", ids=["1"])
    rest = await adapter.read_page(ReadScope(Entity.TICKET_BOARD), first.next, limit=100)
    await adapter.aclose()
    found = [record.source_id for record in [*first.records, *rest.records]]
    assert found == ["1", *harness.source_ids(Entity.TICKET_BOARD)]


async def test_what_is_declared_and_what_is_carried_have_the_same_names(harness):
    adapter = harness.open()
    declared = (await adapter.declare()).custom_fields
    assert set(declared) == {Entity.COMPANY, Entity.CONTACT, Entity.ASSET}
    for entity, fields in declared.items():
        records = await read_all(adapter, entity, custom_fields=tuple(field.name for field in fields))
        for field in fields:
            values = {record.data["custom_fields"][field.name] for record in records} - {None}
            assert values, field
            assert not field.options or values <= set(field.options)
    await adapter.aclose()


async def test_a_custom_field_that_vanished_is_empty_and_no_error(harness):
    adapter = harness.open()
    records = await read_all(adapter, Entity.COMPANY, custom_fields=("Vanished",))
    await adapter.aclose()
    assert {record.data["custom_fields"]["Vanished"] for record in records} == {None}
