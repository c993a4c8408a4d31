"""What only HaloPSA has: a login that is discovered and expires, one limit for everything, and calls per record."""

import asyncio
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import BudgetExhausted, PsaError, ReadScope, UpdatedSince
from tests.contract.psa.budgets import CountingBudget, SmallBudget
from tests.contract.psa.harness import read_all, read_pages
from tests.contract.psa.systems.halopsa import CLIENT_SECRET, TIME_ZONE, HaloPsaHarness

LOGIN = "authinfo|token"


@pytest.fixture
def make(simulator):
    return lambda **more: HaloPsaHarness(simulator, **more)


@pytest.fixture
def harness(make):
    return make()


@pytest.fixture
async def adapter(harness):
    opened = harness.open()
    yield opened
    await opened.aclose()


def logins(harness):
    return [call["path"].rpartition("/")[2] for call in harness.calls() if re.search(LOGIN, call["path"])]


async def test_calls_at_the_same_time_share_one_login(harness, adapter):
    entities = (Entity.COMPANY, Entity.CONTACT, Entity.ASSET, Entity.TICKET_BOARD)
    await asyncio.gather(*(adapter.read_page(ReadScope(entity), None) for entity in entities))
    assert logins(harness) == ["authinfo", "token"]


async def test_tokens_that_are_revoked_are_renewed_once_in_the_middle_of_a_read(harness, adapter):
    first = await adapter.read_page(ReadScope(Entity.CONTACT), None, limit=50)
    harness.simulator.patch(harness.path, {"revoke_tokens": True})
    await asyncio.gather(*(adapter.read_page(ReadScope(Entity.CONTACT), first.next, limit=50) for _ in range(3)))
    assert logins(harness) == ["authinfo", "token", "token"]
    assert await read_all(adapter, Entity.CONTACT)


async def test_a_token_that_the_clock_ends_is_renewed_in_the_middle_of_a_read(make):
    harness = make(spec={"token_seconds": 1})
    adapter = harness.open()
    first = await adapter.read_page(ReadScope(Entity.CONTACT), None, limit=50)
    await asyncio.sleep(1.1)
    rest = [record for page in await _read_on(adapter, first.next) for record in page.records]
    await adapter.aclose()
    found = [record.source_id for record in [*first.records, *rest]]
    assert found == harness.source_ids(Entity.CONTACT)
    assert logins(harness).count("token") >= 2
    assert 401 not in {call["status"] for call in harness.calls()}  # renewed before it was refused


async def _read_on(adapter, cursor):
    pages = []
    while cursor is not None:
        pages.append(await adapter.read_page(ReadScope(Entity.CONTACT), cursor))
        cursor = pages[-1].next
    return pages


async def test_the_secret_goes_to_no_host_that_the_instance_makes_up(make, free_port):
    harness = make(spec={"foreign_login": f"http://127.0.0.1:{free_port()}/auth"})
    adapter = harness.open()
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(ReadScope(Entity.CONTACT), None)
    await adapter.aclose()
    assert (caught.value.kind, caught.value.code) == ("configuration", IssueCode.ADDRESS_FORBIDDEN)
    assert caught.value.permanent
    assert "auth_url" in caught.value.hint
    assert logins(harness) == ["authinfo"]


async def test_a_login_that_the_connection_names_is_not_discovered(make):
    harness = make(spec={"foreign_login": "https://elsewhere.example/auth"})
    named = {"auth_url": f"{harness.base_url}/{harness.account}/auth", "tenant": harness.account}
    adapter = harness.open(settings=named)
    assert await read_all(adapter, Entity.TICKET_BOARD)
    await adapter.aclose()
    assert logins(harness) == ["token"]


async def test_a_scope_that_the_application_lacks_is_a_matter_of_permission(harness):
    adapter = harness.open(settings={"scope": "admin"})
    report = await adapter.check()
    await adapter.aclose()
    assert (report.ok, report.error_kind) == (False, "authorization")


@pytest.mark.parametrize("path", ["authinfo", "token", "api/Users"])
async def test_the_limit_meets_logins_too_and_names_no_time(harness, path):
    budget = CountingBudget()
    adapter = harness.open(budget)
    harness.simulator.fault(harness.account, "throttle", path=path, seconds=0)
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(ReadScope(Entity.CONTACT), None)
    assert caught.value.code is IssueCode.SOURCE_THROTTLED
    assert budget.throttles == [60]
    assert await read_all(adapter, Entity.CONTACT)
    await adapter.aclose()
    (limit,) = budget.limits
    assert (limit.calls, limit.seconds) == (250, 300)
    assert limit.key == f"halopsa|{harness.base_url.removeprefix('http://')}/{harness.account}"


async def test_the_instances_own_limit_is_felt(make):
    harness = make(spec={"calls_per_5_minutes": 5})
    adapter = harness.open()
    with pytest.raises(PsaError) as caught:
        await read_all(adapter, Entity.CONTACT, limit=10)
    await adapter.aclose()
    assert "Rate Limit Reached" in caught.value.message
    assert [call["status"] for call in harness.calls()] == [200] * 5 + [429]


async def test_the_main_site_is_the_one_of_each_client(make):
    harness = make(size=1200, spec={"companies": 420})
    main = {str(n): harness.record(Entity.COMPANY, n)["main_site_id"] for n in range(1, 421)}
    for with_clients in (True, False):
        adapter = harness.open()
        if with_clients:
            await read_all(adapter, Entity.COMPANY)
        harness.simulator.delete("calls")
        sites = await read_all(adapter, Entity.COMPANY_SITE)
        await adapter.aclose()
        assert {one.source_id: one.data["primary"] for one in sites} == {
            one.source_id: int(one.source_id) == main[one.data["company_id"]] for one in sites
        }
        asked = [call for call in harness.calls() if "/Client" in call["path"]]
        assert len(asked) == (0 if with_clients else 5)  # each page of clients at most once


async def test_a_site_of_a_client_that_is_gone_has_no_say_in_it(harness, adapter):
    sites = await read_all(adapter, Entity.COMPANY_SITE)
    company = sites[0].data["company_id"]
    harness.change(Entity.COMPANY, "delete", ids=[company])
    again = harness.open()
    found = await read_all(again, Entity.COMPANY_SITE)
    await again.aclose()
    assert {one.data["primary"] for one in found if one.data["company_id"] == company} == {None}
    assert {one.data["primary"] for one in found if one.data["company_id"] != company} == {True, False}


async def test_details_are_read_where_custom_fields_are_chosen_and_move_on_in_a_small_budget(make):
    harness = make(size=120)
    budget = SmallBudget(0)
    adapter = harness.open(budget)
    seen, cursor, rounds = [], None, 0
    while rounds == 0 or cursor is not None:
        budget.left, rounds = 7, rounds + 1
        assert rounds < 60
        try:
            page = await adapter.read_page(ReadScope(Entity.CONTACT, custom_fields=("CFvip",)), cursor)
        except BudgetExhausted:
            continue
        seen += page.records
        cursor = page.next
    await adapter.aclose()
    assert [one.source_id for one in seen] == harness.source_ids(Entity.CONTACT)
    assert {one.data["custom_fields"]["CFvip"] for one in seen} == {True, False}


async def test_a_record_that_goes_between_list_and_details_is_left_out(harness, adapter):
    harness.simulator.fault(harness.account, "missing", path="api/Users/3$")
    found = await read_all(adapter, Entity.CONTACT, custom_fields=("VIP",))
    assert sorted({*harness.source_ids(Entity.CONTACT)} - {one.source_id for one in found}) == ["3"]


async def test_a_record_is_the_same_in_a_list_with_its_details_and_by_its_id(harness, adapter):
    for entity in (Entity.COMPANY, Entity.COMPANY_SITE, Entity.CONTACT, Entity.ASSET, Entity.TICKET_PRIORITY):
        listed = {one.source_id: one for one in await read_all(adapter, entity)}
        ids = tuple(listed)[:25]
        assert {one.source_id: one for one in await read_all(adapter, entity, ids=ids)} == {
            one: listed[one] for one in ids
        }


async def test_asset_fields_come_with_the_list(harness, adapter):
    harness.simulator.delete("calls")
    assets = await read_all(adapter, Entity.ASSET, custom_fields=("Model",))
    assert all(one.data["custom_fields"]["Model"] for one in assets)
    assert all(one.data["serial_number"].startswith("SN") for one in assets)
    assert {"os_type" in one.data for one in assets} == {True, False}  # a printer has none
    assert len([call for call in harness.calls() if "/Asset" in call["path"]]) == 1


async def test_without_the_filter_every_run_reads_everything(make):
    harness = make()
    adapter = harness.open(settings={"updated_since": "off"})
    assert adapter.capabilities.entities[Entity.CONTACT].updated_since is UpdatedSince.NONE
    since = (await adapter.read_page(ReadScope(Entity.CONTACT), None)).source_time
    assert len(await read_all(adapter, Entity.CONTACT, since=since)) == len(harness.source_ids(Entity.CONTACT))
    await adapter.aclose()


async def test_business_dates_are_in_the_instances_zone(harness, adapter):
    record = (await read_all(adapter, Entity.COMPANY))[0]
    written = harness.record(Entity.COMPANY, int(record.source_id))["datecreated"]
    assert record.business_date == datetime.fromisoformat(written + "+00:00").astimezone(ZoneInfo(TIME_ZONE))


async def test_declared_fields_are_those_that_records_carry(harness, adapter):
    declared = await adapter.declare()
    custom = {field.name: field for field in declared.custom_fields[Entity.CONTACT]}
    assert custom["CFlanguage"].options == ("English", "Français", "Deutsch", "Español")
    assert {field.name for field in declared.custom_fields[Entity.ASSET]} >= {"CFroom", "Model", "Serial Number"}


async def test_an_agent_that_sees_nothing_is_told_why(make):
    harness = make(size=2, spec={"companies": 1})
    harness.change(Entity.COMPANY, "delete", ids=["1"])
    adapter = harness.open()
    report = await adapter.check()
    await adapter.aclose()
    assert report.ok
    assert "teams and roles" in report.message


async def test_pages_smaller_than_asked_for_lose_nothing(make):
    harness = make(spec={"page_size": 17})
    adapter = harness.open()
    pages = await read_pages(adapter, Entity.CONTACT)
    await adapter.aclose()
    assert [one.source_id for page in pages for one in page.records] == harness.source_ids(Entity.CONTACT)


async def test_no_error_shows_the_token(harness):
    adapter = harness.open()
    await adapter.read_page(ReadScope(Entity.CONTACT), None)
    token = await adapter._client._login.token()
    shown = adapter._client.faults.quoted(f"the token {token} and {CLIENT_SECRET}") + repr(
        adapter._client._login._sessions.get(adapter._client.connection.login)
    )
    await adapter.aclose()
    assert token not in shown
    assert CLIENT_SECRET not in shown
