"""Autotask's limits: calls per hour of the whole database, calls at a time per endpoint, and slowing down."""

import asyncio
import time

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.autotask.client import Client
from psasync.psa.autotask.connection import Connection
from psasync.psa.port import BudgetExhausted, PsaError, ReadScope
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.harness import read_all
from tests.contract.psa.systems.autotask import AutotaskHarness
from tests.integration.simulator.autotask.accounts import calling, speaking
from tests.support.waiting import until

SCOPE = ReadScope(Entity.CONTACT)


class Noting(CountingBudget):
    """Also remembers whose throttling it was."""

    async def throttled(self, retry_after, limit=None):
        await super().throttled(retry_after, limit)
        self.throttled_limit = limit


def test_the_use_of_the_hour_is_told_and_counts_the_others(simulator):
    with calling(simulator, requests_per_hour=1000, others=400) as api:
        api.get("/Companies/1")
        told = api.get("/ThresholdInformation").json()
    assert told == {
        "externalRequestThreshold": 1000,
        "requestThresholdTimeframe": 60,
        "currentTimeframeRequestCount": 402,
    }


@pytest.mark.parametrize("status", [429, 500])
def test_over_the_limit_the_database_is_suspended(simulator, status):
    with calling(simulator, requests_per_hour=3, suspended_status=status) as api:
        answers = [api.get("/Companies/1") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, status]
    assert "threshold" in answers[-1].json()["errors"][0]
    assert ("retry-after" in answers[-1].headers) == (status == 429)


@pytest.mark.parametrize("status", [429, 500])
async def test_a_suspended_database_is_throttled_for_all_who_share_it(simulator, status):
    harness = AutotaskHarness(simulator, size=50, spec={"requests_per_hour": 1000, "suspended_status": status})
    budget = Noting()
    adapter = harness.open(budget)
    await adapter.read_page(SCOPE, None)
    harness.simulator.patch(harness.path, {"others": 1000})
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(SCOPE, None)
    await adapter.aclose()
    assert (caught.value.code, caught.value.permanent) == (IssueCode.SOURCE_THROTTLED, False)
    assert budget.throttles == [60.0]
    assert budget.limits == {budget.throttled_limit}


async def test_an_hour_that_others_have_used_up_is_waited_for(simulator):
    harness = AutotaskHarness(simulator, size=50, spec={"others": 7500})
    adapter = harness.open()
    for _ in range(2):
        with pytest.raises(BudgetExhausted) as caught:
            await adapter.read_page(SCOPE, None)
        assert caught.value.reason == "Autotask's hourly limit"
        assert caught.value.wait_seconds >= 60
    harness.simulator.patch(harness.path, {"others": 0})
    found = await read_all(adapter, Entity.CONTACT)
    await adapter.aclose()
    assert [record.source_id for record in found] == harness.source_ids(Entity.CONTACT)


async def test_who_may_not_read_the_threshold_reads_on_without_it(harness):
    harness.simulator.fault(harness.account, "forbidden", path="ThresholdInformation", count=5)
    adapter = harness.open()
    assert await read_all(adapter, Entity.CONTACT)
    await adapter.aclose()


async def test_three_calls_at_a_time_and_endpoint(harness):
    """The simulation refuses a fourth; calls to another endpoint go on beside them."""
    harness.simulator.delete("calls")
    harness.fault("slow", Entity.CONTACT, seconds=0.2, count=12)
    harness.fault("slow", Entity.COMPANY, seconds=0.2, count=12)
    adapter = harness.open()
    scopes = [ReadScope(entity, ids=(str(one),)) for one in range(1, 6) for entity in (Entity.CONTACT, Entity.COMPANY)]
    await asyncio.gather(*(adapter.read_page(scope, None) for scope in scopes))
    await adapter.aclose()
    most = harness.simulator.get("calls")["most_at_once_by_endpoint"]
    assert most[f"{harness.account}:Contacts"] == most[f"{harness.account}:Companies"] == 3


async def test_the_share_of_a_budget_is_kept_per_endpoint(harness):
    class Small(CountingBudget):
        def at_once(self, total):
            return max(1, total - 2)

    harness.simulator.delete("calls")
    harness.fault("slow", Entity.CONTACT, seconds=0.1, count=12)
    adapter = harness.open(Small())
    await asyncio.gather(*(adapter.read_page(ReadScope(Entity.CONTACT, ids=(str(one),)), None) for one in range(1, 5)))
    await adapter.aclose()
    assert harness.simulator.get("calls")["most_at_once_by_endpoint"][f"{harness.account}:Contacts"] == 1


async def test_a_refusal_of_too_many_threads_holds_up_one_connection_only(harness):
    """Another program with the same tracking identifier fills the endpoint."""
    harness.simulator.delete("calls")
    harness.fault("slow", Entity.CONTACT, seconds=2, count=3)
    others = harness.open()
    filling = [asyncio.create_task(others.read_page(SCOPE, None)) for _ in range(3)]
    await until(lambda: _running_at_once(harness) == 3, within=1.5, what="three calls at a time")
    budget = Noting()
    adapter = harness.open(budget)
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(SCOPE, None)
    await asyncio.gather(*filling)
    await adapter.aclose()
    await others.aclose()
    assert caught.value.code is IssueCode.SOURCE_THROTTLED
    assert (budget.throttles, budget.throttled_limit) == ([60.0], None)


def _running_at_once(harness):
    return harness.simulator.get("calls")["most_at_once_by_endpoint"].get(f"{harness.account}:Contacts")


@pytest.mark.parametrize(("others", "seconds"), [(0, 0.0), (5000, 0.5), (7500, 1.0)])
def test_calls_slow_down_from_half_of_the_limit_on(simulator, others, seconds):
    harness = AutotaskHarness(simulator, size=10, spec={"others": others, "slows_down": True})
    with speaking(harness) as api:
        taken = [_seconds_of_a_call(api) for _ in range(3)]
    assert seconds <= min(taken) < seconds + 0.45


def _seconds_of_a_call(api):
    started = time.monotonic()
    assert api.get("/Companies/1").status_code == 200
    return time.monotonic() - started


async def test_the_use_is_looked_at_once_in_a_hundred_calls(harness):
    client = Client(Connection.of(harness.credentials()), CountingBudget())
    for _ in range(201):
        await client.call("GET", "Companies/1")
    await client.aclose()
    looks = [call for call in harness.calls() if call["path"].endswith("ThresholdInformation")]
    assert len(looks) == 3
