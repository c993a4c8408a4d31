"""The hourly limit of each endpoint, at the simulated BMS and in the adapter's budget."""

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import PsaError, ReadScope
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.harness import read_all


def test_calls_are_counted_by_endpoint(harness, api):
    harness.simulator.patch(harness.path, {"hourly_limit": 3})
    statuses = [api.get(f"/servicedesk/hardwareasset/{number}").status_code for number in range(1, 6)]
    assert statuses == [200, 200, 200, 429, 429]
    assert api.get("/crm/contacts/summary").status_code == 200
    harness.simulator.patch(harness.path, {"hourly_limit": 0})
    assert api.get("/servicedesk/hardwareasset/1").status_code == 200


async def test_the_adapter_waits_for_the_endpoint_that_is_used_up(harness):
    budget = CountingBudget()
    adapter = harness.open(budget)
    await adapter.read_page(ReadScope(Entity.CONTACT), None)
    harness.simulator.patch(harness.path, {"hourly_limit": 1})
    await adapter.read_page(ReadScope(Entity.CONTACT), None)
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(ReadScope(Entity.CONTACT), None)
    assert (caught.value.code, caught.value.retry_after) == (IssueCode.SOURCE_THROTTLED, 60)
    assert budget.throttles == [60]
    assert await read_all(adapter, Entity.COMPANY)  # another endpoint
    await adapter.aclose()


async def test_every_endpoint_has_a_limit_of_its_own(harness):
    budget = CountingBudget()
    adapter = harness.open(budget)
    for entity in adapter.capabilities.entities:
        await read_all(adapter, entity)
    await adapter.aclose()
    assert {limit.key.rpartition(":")[2] for limit in budget.limits} == {
        "security/authenticate",
        "crm/accounts/summary",
        "crm/contacts/summary",
        "servicedesk/hardwareasset/searchselect",
        "servicedesk/hardwareasset/{id}",
        "system/queues/lookup",
        "system/statuses/lookup",
        "system/priorities/lookup",
    }
    assert {(limit.calls, limit.seconds) for limit in budget.limits} == {(1125, 3600)}
