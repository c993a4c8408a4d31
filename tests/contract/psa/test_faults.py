"""Every fault is the right kind of error, and leaves the cursor valid."""

import asyncio

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import PsaError, ReadScope
from tests.contract.psa.harness import needed, read_all

SCOPE = ReadScope(Entity.CONTACT)
FAULTS = [
    ("throttle", {"seconds": 7}, "technical", IssueCode.SOURCE_THROTTLED, False),
    ("error", {}, "technical", IssueCode.SOURCE_FAILED, False),
    ("error", {"status": 503}, "technical", IssueCode.SOURCE_FAILED, False),
    ("cut", {}, "connectivity", IssueCode.SOURCE_UNREACHABLE, False),
    ("expired_key", {}, "authentication", IssueCode.CREDENTIALS_REFUSED, True),
    ("forbidden", {}, "authorization", IssueCode.PERMISSION_MISSING, True),
    ("bad_json", {}, "technical", IssueCode.SOURCE_ANSWER_INVALID, False),
    ("html", {}, "technical", IssueCode.SOURCE_ANSWER_INVALID, False),
    ("redirect", {}, "configuration", IssueCode.ADDRESS_FORBIDDEN, True),
]


@pytest.mark.parametrize(("fault", "more", "kind", "code", "permanent"), FAULTS)
async def test_a_fault_has_its_kind_and_reading_goes_on_after_it(harness, adapter, fault, more, kind, code, permanent):
    first = await adapter.read_page(SCOPE, None, limit=50)
    calls = harness.calls_until_refused if fault == "expired_key" else 1
    harness.fault(fault, Entity.CONTACT, count=2 * calls, **more)
    for _ in range(2):
        with pytest.raises(PsaError) as caught:
            await adapter.read_page(SCOPE, first.next, limit=50)
        assert (caught.value.kind, caught.value.code, caught.value.permanent) == (kind, code, permanent)
    if fault == "throttle":
        assert caught.value.retry_after == 7
    found, cursor = list(first.records), first.next
    while cursor is not None:
        page = await adapter.read_page(SCOPE, cursor, limit=1000)
        found, cursor = [*found, *page.records], page.next
    assert [record.source_id for record in found] == harness.source_ids(Entity.CONTACT)


async def test_a_slow_answer_is_a_timeout(harness):
    adapter = harness.open(read_timeout=0.3)
    harness.fault("slow", Entity.CONTACT, seconds=5)
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(SCOPE, None)
    await adapter.aclose()
    assert (caught.value.kind, caught.value.code, caught.value.permanent) == (
        "connectivity",
        IssueCode.SOURCE_TIMEOUT,
        False,
    )


async def test_nobody_at_the_address_is_connectivity(harness, free_port):
    adapter = harness.open(**harness.nobody_at(free_port()))
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(SCOPE, None)
    await adapter.aclose()
    assert (caught.value.kind, caught.value.permanent) == ("connectivity", False)


async def test_wrong_keys_and_unknown_accounts_are_told_apart(harness):
    for wrong, kind, code in (
        (harness.wrong_credentials(), "authentication", IssueCode.CREDENTIALS_REFUSED),
        (harness.unknown_account(), harness.unknown_account_kind, harness.unknown_account_code),
    ):
        adapter = harness.open(**wrong)
        with pytest.raises(PsaError) as caught:
            await adapter.read_page(SCOPE, None)
        await adapter.aclose()
        assert (caught.value.kind, caught.value.code, caught.value.permanent) == (kind, code, True)


async def test_rows_that_are_no_records_are_reported_not_fatal(harness, adapter):
    harness.fault("bad_rows", Entity.CONTACT)
    page = await adapter.read_page(SCOPE, None)
    assert len(page.unreadable) == 4
    assert {bad.issue.code for bad in page.unreadable} == {IssueCode.RECORD_UNREADABLE}
    assert len({bad.source_id for bad in page.unreadable}) == 4


async def test_an_error_among_parents_ends_the_page_and_loses_nothing(harness, adapter):
    _needs_sites_below_companies(harness)
    harness.fault("error", Entity.COMPANY_SITE, skip=5, count=1)
    found = [record.source_id for record in await read_all(adapter, Entity.COMPANY_SITE)]
    assert sorted(found) == sorted(harness.source_ids(Entity.COMPANY_SITE))


async def test_an_error_at_the_first_parent_is_raised(harness, adapter):
    _needs_sites_below_companies(harness)
    harness.fault("error", Entity.COMPANY_SITE, count=50)
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(ReadScope(Entity.COMPANY_SITE), None)
    assert caught.value.code is IssueCode.SOURCE_FAILED


@pytest.mark.parametrize("entity", [Entity.CONTACT, Entity.COMPANY_SITE])
async def test_cancellation_inside_a_page_leaves_nothing_behind(harness, adapter, entity):
    needed(adapter, entity)
    harness.fault("slow", entity, seconds=20, count=3)
    reading = asyncio.create_task(adapter.read_page(ReadScope(entity), None))
    await asyncio.sleep(0)
    before = asyncio.all_tasks() - {reading}
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reading, 0.5)
    assert asyncio.all_tasks() <= before | {asyncio.current_task()}
    harness.simulator.delete("faults")
    found = [record.source_id for record in await asyncio.wait_for(read_all(adapter, entity), 10)]
    assert sorted(found) == sorted(harness.source_ids(entity))


def _needs_sites_below_companies(harness):
    if Entity.COMPANY_SITE not in harness.by_parent:
        pytest.skip("the system lists all sites at once")
