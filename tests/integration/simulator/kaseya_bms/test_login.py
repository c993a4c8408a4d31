"""The adapter against tokens that end, refreshes that are refused, and logins that are."""

import asyncio

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import PsaError, ReadScope
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.harness import read_all

CONTACTS = ReadScope(Entity.CONTACT)


def logins(harness):
    return [call["path"].rpartition("/")[2] for call in harness.calls() if "/security/" in call["path"]]


@pytest.mark.parametrize("status", [200, 401])
async def test_a_token_that_ends_in_the_middle_of_a_read(make_harness, move_clock, status):
    harness = make_harness(expired_token=status)
    budget = CountingBudget()
    adapter = harness.open(budget)
    seen, cursor = [], None
    while not seen or cursor is not None:
        page = await adapter.read_page(CONTACTS, cursor, limit=10)
        seen += [record.source_id for record in page.records]
        cursor = page.next
        move_clock(901)  # the adapter's own clock stands still: only the refusal tells it
    await adapter.aclose()
    assert seen == harness.source_ids(Entity.CONTACT)
    assert logins(harness)[:2] == ["authenticate", "refreshtoken"]
    assert len(harness.calls()) == budget.acquired


async def test_a_refresh_token_that_ended_too_means_logging_in_again(harness, move_clock):
    adapter = harness.open()
    await adapter.read_page(CONTACTS, None)
    move_clock(3601)
    assert len(await read_all(adapter, Entity.CONTACT)) == len(harness.source_ids(Entity.CONTACT))
    await adapter.aclose()
    assert logins(harness) == ["authenticate", "refreshtoken", "authenticate"]


async def test_many_calls_with_an_old_token_renew_it_once(harness, move_clock):
    adapter = harness.open()
    await adapter.read_page(CONTACTS, None)
    move_clock(901)
    await asyncio.gather(*(adapter.read_page(CONTACTS, None) for _ in range(12)))
    await adapter.aclose()
    assert logins(harness) == ["authenticate", "refreshtoken"]


async def test_a_token_is_renewed_before_it_ends(make_harness):
    harness = make_harness(token_seconds=5)
    adapter = harness.open()
    await adapter.read_page(CONTACTS, None)
    # An end that near is taken for a clock that we do not understand, and the token used until it is refused.
    await adapter.read_page(CONTACTS, None)
    await adapter.aclose()
    assert logins(harness) == ["authenticate"]


@pytest.mark.parametrize("status", [200, 401])
async def test_a_refused_login_is_authentication_and_is_tried_once(make_harness, status):
    harness = make_harness(refused_login=status)
    adapter = harness.open(**harness.wrong_credentials())
    tries = await asyncio.gather(*(adapter.read_page(CONTACTS, None) for _ in range(8)), return_exceptions=True)
    await adapter.aclose()
    assert {(error.code, error.permanent) for error in tries} == {(IssueCode.CREDENTIALS_REFUSED, True)}
    assert logins(harness) == ["authenticate"]


async def test_a_password_that_was_changed_meanwhile(harness):
    adapter = harness.open()
    await adapter.read_page(CONTACTS, None)
    harness.simulator.patch(harness.path, {"password": "another", "end_tokens": True})
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(CONTACTS, None)
    await adapter.aclose()
    assert caught.value.code is IssueCode.CREDENTIALS_REFUSED


@pytest.mark.parametrize("fault", ["bad_json", "html", "empty_body", "nulls", "wrong_types", "huge", "unicode", "cut"])
async def test_a_spoiled_login_shows_no_token_and_is_tried_again(harness, fault):
    adapter = harness.open()
    harness.simulator.fault(harness.account, fault, path="security/authenticate")
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(CONTACTS, None)
    assert not caught.value.permanent
    assert "eyJ" not in repr(caught.value)
    assert (await adapter.read_page(CONTACTS, None)).records
    await adapter.aclose()


async def test_a_login_canceled_in_the_middle_leaves_the_adapter_usable(harness):
    adapter = harness.open()
    harness.simulator.fault(harness.account, "slow", path="security/authenticate", seconds=5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(adapter.read_page(CONTACTS, None), 0.3)
    assert (await adapter.read_page(CONTACTS, None)).records
    await adapter.aclose()
