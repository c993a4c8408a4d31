"""A slow system keeps only its own waiting: by default through free workers, and by ceilings over all processes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from psasync.contracts.internal import ResolvedConnection
from psasync.contracts.vocabulary import Entity, System, Trigger
from psasync.psa.port import BudgetExhausted
from psasync_executor.store.documents import LONG_AGO
from tests.support.waiting import until

from .fake_psa import FakePsa
from .lab import Lab

FAST, SLOW = System.CONNECTWISE, System.AUTOTASK
WITHIN = 60
LEASE = 60  # seconds: none is lost here, however busy the machine is


@dataclass
class TwoSystems(FakePsa):
    """One that answers, and one that takes every call and says nothing."""

    slow: FakePsa = field(default_factory=lambda: FakePsa(gate=asyncio.Event()))

    def open(self, connection: ResolvedConnection) -> FakePsa:
        return self.slow if connection.system is SLOW else self


@pytest.fixture
def two(lab: Lab) -> TwoSystems:
    lab.psa = TwoSystems()
    lab.psa.fill(Entity.COMPANY, 3)
    lab.psa.slow.fill(Entity.COMPANY, 3)
    return lab.psa


async def night(lab: Lab, system: System, count: int) -> list[str]:
    """One nightly request of each of so many tenants."""
    executions = []
    for number in range(count):
        name = f"{system}-{number:03}"
        lab.catalog.add(name, tenant=name, system=system)
        executions.append(await lab.request(name, tenant=name, execution=name, trigger=Trigger.NIGHTLY))
    return executions


async def running(lab: Lab, system: System) -> int:
    return await lab.database.collection("jobs").count({"state": "running", "system": system})


async def test_a_system_that_stalls_does_not_keep_others_waiting(lab: Lab, two: TwoSystems):
    """Its tenants came first, and are more than there are workers."""
    await night(lab, SLOW, 8)
    lab.node(lease_seconds=LEASE, workers=4)
    await until(lambda: _equals(lambda: running(lab, SLOW), 3), WITHIN, what="its share of the workers hangs")
    for execution in await night(lab, FAST, 4):
        assert (await lab.finished(execution, WITHIN)).end["result"] == "completed"
    assert await running(lab, SLOW) == 3


async def test_a_long_queue_of_a_full_system_hides_nobody(lab: Lab, two: TwoSystems):
    await night(lab, SLOW, 70)
    await night(lab, FAST, 1)
    lab.node(lease_seconds=LEASE, workers=2)
    assert (await lab.finished("connectwise-000", WITHIN)).end["result"] == "completed"
    assert await running(lab, SLOW) == 1


async def test_a_ceiling_holds_over_all_processes(lab: Lab, two: TwoSystems):
    executions = await night(lab, FAST, 8)
    for _ in range(3):
        lab.node(lease_seconds=LEASE, workers=4, system_share=1, system_ceilings={FAST: 2})
    for execution in executions:
        assert (await lab.finished(execution, WITHIN)).end["result"] == "completed"
    assert two.most_reading <= 2 * len(two.table), "an execution reads its entities side by side"
    assert not await lab.documents("jobs", slot_system={"$exists": True})


async def test_never_more_hold_a_slot_than_there_are(lab: Lab, two: TwoSystems):
    await night(lab, SLOW, 8)
    for _ in range(3):
        lab.node(lease_seconds=LEASE, workers=4, system_share=1, system_ceilings={SLOW: 2})
    await until(lambda: _equals(lambda: running(lab, SLOW), 2), WITHIN, what="both slots are taken")
    for _ in range(10):
        for node in lab.nodes:
            node.bell.wake()
        await asyncio.sleep(0.05)
        assert await running(lab, SLOW) == 2
    held = await lab.documents("jobs", slot_system={"$exists": True})
    assert {job["slot_system"] for job in held} == {"autotask/0", "autotask/1"}


async def test_who_waits_gives_its_slot_back(lab: Lab, two: TwoSystems):
    """One tenant's limit is no reason for the others of its system to wait."""
    lab.node(lease_seconds=LEASE, workers=2, system_share=1, system_ceilings={FAST: 1}, inline_wait_seconds=0)
    two.faults.append(BudgetExhausted(3600, "the tenant's own limit"))
    first, second = await night(lab, FAST, 2)
    parked, done = await _parked_and_done(lab, first, second)
    assert "slot_system" not in await lab.job(parked)
    assert (await lab.finished(done, WITHIN)).end["result"] == "completed"
    await lab.database.collection("jobs").update_one({"_id": parked}, {"$set": {"parked_until": LONG_AGO}})
    lab.nodes[0].bell.wake()
    assert (await lab.finished(parked, WITHIN)).end["result"] == "completed"


async def test_a_lost_executors_slot_goes_on_with_its_execution(lab: Lab, two: TwoSystems):
    await night(lab, SLOW, 2)
    node = lab.node(lease_seconds=3, workers=2, system_share=1, system_ceilings={SLOW: 1})
    await until(lambda: _equals(lambda: running(lab, SLOW), 1), WITHIN, what="one runs")
    await node.kill()
    two.slow.gate.set()
    lab.node(lease_seconds=LEASE, workers=2, system_share=1, system_ceilings={SLOW: 1})
    for execution in ("autotask-000", "autotask-001"):
        assert (await lab.finished(execution, WITHIN)).end["result"] == "completed"


async def test_one_claimed_without_the_catalog_comes_under_the_ceiling(lab: Lab, two: TwoSystems):
    lab.catalog.down = True
    executions = await night(lab, SLOW, 3)
    lab.node(lease_seconds=LEASE, workers=4, system_share=1, system_ceilings={SLOW: 1})
    for execution in executions:
        await lab.in_state(execution, "parked", WITHIN)
    lab.catalog.down = False
    await lab.database.collection("jobs").update_many({"state": "parked"}, {"$set": {"parked_until": LONG_AGO}})
    lab.nodes[0].bell.wake()
    await until(lambda: _equals(lambda: running(lab, SLOW), 1), WITHIN, what="one runs")
    two.slow.gate.set()
    for execution in executions:
        assert (await lab.finished(execution, WITHIN)).end["result"] == "completed"


async def test_what_somebody_waits_for_goes_first_under_a_ceiling_too(lab: Lab, two: TwoSystems):
    nightly = await night(lab, FAST, 3)
    lab.catalog.add("wanted", tenant="wanted", system=FAST)
    manual = await lab.request("wanted", tenant="wanted", trigger=Trigger.MANUAL)
    lab.node(lease_seconds=LEASE, workers=4, system_ceilings={FAST: 1})
    for execution in (manual, *nightly):
        await lab.finished(execution, WITHIN)
    claimed = {job["_id"]: job["claimed_at"] for job in await lab.documents("jobs")}
    assert min(claimed, key=claimed.__getitem__) == manual


async def _equals(count, expected: int) -> bool:
    return await count() == expected


async def _parked_and_done(lab: Lab, *executions: str) -> tuple[str, str]:
    """Whichever of the two met the fault, and the other."""

    async def found() -> tuple[str, str] | None:
        states = {execution: (await lab.job(execution))["state"] for execution in executions}
        parked = [execution for execution, state in states.items() if state == "parked"]
        done = [execution for execution, state in states.items() if state == "closed"]
        return (parked[0], done[0]) if parked and done else None

    return await until(found, WITHIN, "one is parked and the other done")
