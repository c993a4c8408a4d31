"""Guarantee 2: one running per sync and per connection, one queued per identical request; and who goes first."""

from __future__ import annotations

import asyncio

from psasync.contracts.vocabulary import Entity, Mode, Trigger


async def test_an_identical_request_joins_the_queued_one(lab):
    lab.psa.fill(Entity.COMPANY, 1)
    first = await lab.request()
    second = await lab.request()
    other = await lab.request(dry_run=True)
    lab.node()

    joined = await lab.finished(second)

    assert joined.end["result"] == "canceled"
    assert joined.end["canceled"]["superseded_by"] == first
    assert joined.events == [joined.end]
    assert (await lab.finished(first)).end["result"] == "completed"
    assert (await lab.finished(other)).end["result"] == "completed"


async def test_while_one_runs_an_identical_request_waits_behind_it(lab):
    lab.psa.fill(Entity.COMPANY, 1)
    lab.psa.gate = asyncio.Event()
    lab.node()
    first = await lab.request()
    await lab.in_state(first, "running")
    second = await lab.request()
    third = await lab.request()
    assert (await lab.finished(third)).end["canceled"]["superseded_by"] == second
    assert (await lab.job(second))["state"] == "queued"
    lab.psa.gate.set()
    for execution in (first, second):
        assert (await lab.finished(execution)).end["result"] == "completed"


async def test_a_repeated_delivery_changes_nothing(lab):
    execution = await lab.request()
    before = await lab.job(execution)
    await lab.request(execution=execution)
    assert await lab.job(execution) == before


async def test_a_connection_is_used_by_one_execution_at_a_time(lab):
    lab.psa.fill(Entity.COMPANY, 30)
    for number in range(4):
        lab.catalog.add(f"sync{number}", connection="shared")
    executions = [await lab.request(f"sync{number}") for number in range(4)]
    lab.node(workers=4)
    lab.node(workers=4)
    for execution in executions:
        assert (await lab.finished(execution)).consistent().end["result"] == "completed"
    assert lab.psa.most_reading == 1


async def test_two_executors_share_the_work_and_double_nothing(lab):
    lab.psa.fill(Entity.COMPANY, 30)
    for number in range(6):
        lab.catalog.add(f"sync{number}")
    lab.node(workers=2)
    lab.node(workers=2)
    executions = [await lab.request(f"sync{number}") for number in range(6)]
    for execution in executions:
        story = (await lab.finished(execution)).consistent()
        assert story.outcomes == {"created": 30}
        assert len({event["fence"] for event in story.events}) == 1
    assert len(await lab.documents("records")) == 180


async def order_of(lab, executions: list[str]) -> list[str]:
    for execution in executions:
        await lab.finished(execution)
    jobs = await lab.documents("jobs")
    claimed = {job["_id"]: job["claimed_at"] for job in jobs}
    return sorted(executions, key=lambda execution: claimed[execution])


async def test_what_somebody_waits_for_goes_before_the_night(lab):
    nightly = await lab.request(trigger=Trigger.NIGHTLY)
    manual = await lab.request(trigger=Trigger.MANUAL, dry_run=True)
    lab.node(workers=1)
    assert await order_of(lab, [nightly, manual]) == [manual, nightly]


async def test_a_tenant_with_many_requests_does_not_keep_others_waiting(lab):
    lab.catalog.add("mine")
    lab.catalog.add("yours", tenant="other")
    mine = [
        await lab.request("mine", execution=f"mine-{entity}", entities=(entity,))
        for entity in (Entity.COMPANY, Entity.COMPANY_SITE, Entity.CONTACT)
    ]
    yours = await lab.request("yours", tenant="other")
    lab.node(workers=1)
    order = await order_of(lab, [*mine, yours])
    assert order.index(yours) <= 1


async def test_a_busy_connection_does_not_hold_up_the_queue(lab):
    lab.catalog.add("a", connection="slow")
    lab.catalog.add("b", connection="slow")
    lab.catalog.add("c", connection="fast")
    lab.psa.gate = asyncio.Event()
    lab.node(workers=3)
    running = await lab.request("a")
    await lab.in_state(running, "running")
    behind = await lab.request("b")
    free = await lab.request("c")
    await lab.in_state(free, "running")
    assert (await lab.job(behind))["state"] == "queued"
    assert (await lab.job(behind))["connection"] == "slow"
    lab.psa.gate.set()
    await lab.finished(behind)


async def test_fences_grow_over_the_executions_of_a_sync(lab):
    lab.node()
    fences = [(await lab.run()).end["fence"] for _ in range(3)]
    assert fences == sorted(set(fences))


async def test_force_and_missing_are_different_requests(lab):
    missing = await lab.request()
    force = await lab.request(mode=Mode.FORCE)
    lab.node()
    assert {(await lab.finished(one)).end["result"] for one in (missing, force)} <= {"completed", "error"}
    assert "superseded_by" not in (await lab.story(force)).end.get("canceled", {})
