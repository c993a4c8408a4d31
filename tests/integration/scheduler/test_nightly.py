"""Schedules fire by themselves: once, whatever the number of replicas, crashes, pauses and edits."""

from __future__ import annotations

import asyncio
import itertools
from datetime import UTC, datetime, timedelta

import pytest

from psasync.contracts.execution_id import execution_id
from psasync.contracts.topics import CATALOG_CHANGED, SYNC_REQUESTED
from psasync.kit.ids import time_of
from psasync.kit.mongo import connect
from psasync_scheduler.domain.catalog import Plan
from psasync_scheduler.domain.firing import Move
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.decisions import left_claimed, left_open
from tests.integration.scheduler.hand_clock import EVENING, HandClock
from tests.integration.scheduler.service import Client, Published, first_key, running
from tests.support.waiting import until


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def quick(settings: SchedulerSettings) -> SchedulerSettings:
    return settings.model_copy(update={"schedule_poll_seconds": 0.3})


@pytest.fixture
async def replicas(quick: SchedulerSettings, clock: HandClock):
    key = await first_key(quick)
    async with running(quick, key, clock=clock) as one, running(quick, key, clock=clock) as other:
        yield one, other


async def nightly(published: Published) -> list[dict]:
    """By their ids: an event may be sent twice, and is the same then."""
    events = await published.events(SYNC_REQUESTED)
    return list({event["ce"].id: event for event in events if event["trigger"] == "nightly"}.values())


async def settled(client: Client, sync: str, occurrences: int) -> list[dict]:
    """The sync's past occurrences, once there are so many."""

    async def enough() -> list[dict] | None:
        past = (await client.get(f"/v1/syncs/{sync}/schedule")).json()["recent"]
        return past if len(past) >= occurrences else None

    return await until(enough, within=30, what=f"{occurrences} occurrences")


async def sent(published: Published, count: int) -> list[dict]:
    async def enough() -> list[dict] | None:
        found = await nightly(published)
        return found if len(found) >= count else None

    return await until(enough, within=30, what=f"{count} nightly requests")


async def test_two_replicas_fire_each_sync_once(replicas, clock: HandClock, published: Published):
    one, _ = replicas
    tenant = await one.tenant()
    connection = await one.connection(tenant)
    schedule = {"time": "01:30", "spread_minutes": 60}
    syncs = [await one.sync(connection=connection, name=f"S{n}", schedule=schedule) for n in range(12)]
    clock.moment = datetime(2026, 6, 11, 0, 30, tzinfo=UTC)  # 02:30 in Berlin: the window is over
    for sync in syncs:
        (past,) = await settled(one, sync, 1)
        assert (past["name"], past["state"]) == ("2026-06-11", "fired")
    events = await sent(published, 12)
    assert sorted(event["sync"] for event in events) == sorted(syncs)
    assert {event["requested_by"] for event in events} == {"schedule"}
    shown = (await one.get(f"/v1/syncs/{syncs[0]}/schedule")).json()
    assert [firing["name"] for firing in shown["next"]] == [f"2026-06-{day}" for day in range(12, 17)]
    assert all(firing["at"].endswith("+02:00") for firing in shown["next"])


async def test_a_decision_whose_maker_is_gone_is_carried_out_by_another(
    replicas, clock: HandClock, published: Published
):
    one, _ = replicas
    tenant = await one.tenant()
    sync_id = await one.sync(tenant, schedule={"time": "21:00", "spread_minutes": 0})
    left = await left_open(one.app.state.context.stores, sync_id, timedelta(hours=1))
    clock.moment = EVENING + timedelta(hours=1)
    (event,) = await sent(published, 1)
    named = execution_id(source=event["ce"].source, event_id=event["ce"].id, tenant=tenant, sync=sync_id)
    assert named == left.request["_id"]
    assert event["ce"].traceparent == left.request["traceparent"], "the request that was decided, not another"
    assert [each["execution"] for each in await settled(one, sync_id, 1)] == [named]


async def test_a_claim_whose_maker_is_gone_is_given_up_and_decided_by_another(
    quick: SchedulerSettings, clock: HandClock, published: Published
):
    key = await first_key(quick)
    patient = quick.model_copy(update={"claim_seconds": 3})
    async with running(patient, key, clock=clock) as one, running(patient, key, clock=clock):
        sync = await one.sync(schedule={"time": "21:00", "spread_minutes": 0})
        stores = one.app.state.context.stores
        claim = await left_claimed(stores, sync)
        clock.moment = EVENING + timedelta(hours=1, minutes=1)
        (event,) = await sent(published, 1)
        assert event["sync"] == sync
        assert [each["name"] for each in await settled(one, sync, 1)] == ["2026-06-10"]
        assert datetime.now(UTC) - time_of(claim) > timedelta(seconds=2.9), "it had its time"
        move = Move(sync, Plan(after="x", fired=True, zone="UTC", next_name="x"), EVENING, EVENING, None)
        assert not await stores.firings.decide(claim, [move], datetime.now(UTC)), "who wakes up decides nothing"


async def test_an_edit_waits_for_the_end_of_a_claim(quick: SchedulerSettings, clock: HandClock):
    asleep = quick.model_copy(update={"schedule_poll_seconds": 600, "claim_seconds": 600})
    key = await first_key(asleep)
    async with running(asleep, key, clock=clock) as api:
        sync = await api.sync(schedule={"time": "21:00", "spread_minutes": 0})
        stores = api.app.state.context.stores
        claim = await left_claimed(stores, sync)
        edit = asyncio.create_task(api.patch(f"/v1/syncs/{sync}", json={"schedule": {"time": "23:00"}}))
        renamed = await api.patch(f"/v1/syncs/{sync}", json={"name": "What has no plan does not wait"})
        assert renamed.status_code == 200
        assert not edit.done()
        await stores.syncs.release([sync], claim)
        assert (await edit).json()["schedule"]["time"] == "23:00"


async def test_what_a_lost_replica_had_recorded_is_not_missed_once_more(replicas, clock: HandClock):
    """Six hours late it stored what was missed and what fires, and was gone; four hours later another looks."""
    one, _ = replicas
    sync_id = await one.sync(schedule={"cron": "0 * * * *", "spread_minutes": 0})
    stores = one.app.state.context.stores
    left = await left_open(stores, sync_id, timedelta(hours=6))
    await stores.occurrences.add(left.occurrences)
    clock.moment = EVENING + timedelta(hours=10)
    past = await settled(one, sync_id, 4)
    assert [(each["name"], each["state"], each["count"]) for each in past] == [
        ("2026-06-11T06:00", "fired", 1),
        ("2026-06-11T05:00", "missed", 3),
        ("2026-06-11T02:00", "fired", 1),
        ("2026-06-11T01:00", "missed", 5),
    ]


async def test_downtime_is_one_catch_up_or_missed(quick: SchedulerSettings, clock: HandClock, published: Published):
    key = await first_key(quick)
    async with running(quick, key, clock=clock) as api:
        connection = await api.connection(await api.tenant())
        hourly = await api.sync(connection=connection, name="H", schedule={"cron": "0 * * * *", "spread_minutes": 0})
        daily = await api.sync(connection=connection, name="D", schedule={"time": "21:00", "spread_minutes": 0})
    clock.moment = EVENING + timedelta(days=1, hours=0, minutes=30)  # 20:30 on the next day: 21:00 is 23.5 h old
    async with running(quick, key, clock=clock) as api:
        past = await settled(api, hourly, 2)
        assert [(each["name"], each["state"], each["count"]) for each in past] == [
            ("2026-06-11T20:00", "fired", 1),
            ("2026-06-11T19:00", "missed", 23),
        ]
        (only,) = await settled(api, daily, 1)
        assert (only["name"], only["state"]) == ("2026-06-10", "missed")

        async def announced() -> list[dict]:
            events = await published.events(CATALOG_CHANGED)
            return [event for event in events if event["change"] == "occurrence.missed"]

        events = await until(lambda: _two(announced), within=20, what="the missed ones in Kafka")
        assert {(event["subject"], event["occurrence"]) for event in events} == {
            (hourly, "2026-06-11T19:00"),
            (daily, "2026-06-10"),
        }
        assert [event["sync"] for event in await sent(published, 1)] == [hourly]


async def _two(read):
    found = await read()
    return found if len(found) >= 2 else None


async def test_pauses_are_no_downtime(replicas, clock: HandClock, published: Published):
    one, other = replicas
    tenant = await one.tenant()
    connection = await one.connection(tenant)
    schedule = {"cron": "0 * * * *", "spread_minutes": 0}
    paused = await one.sync(connection=connection, name="paused", schedule=schedule)
    running_on = await one.sync(connection=connection, name="on", schedule=schedule)
    await other.post(f"/v1/syncs/{paused}/pause")
    clock.moment = EVENING + timedelta(hours=1)
    await settled(one, running_on, 1)
    await one.patch(f"/v1/tenants/{tenant}", json={"active": False})
    clock.moment = EVENING + timedelta(hours=3, minutes=30)
    await until(lambda: _planned_after(one, running_on, clock.moment), what="the paused tenant's plan moves on")
    await one.patch(f"/v1/tenants/{tenant}", json={"active": True})
    await other.post(f"/v1/syncs/{paused}/resume")
    clock.moment = EVENING + timedelta(hours=4)
    (first_after,) = await settled(one, paused, 1)
    past = await settled(one, running_on, 2)
    assert first_after["name"] == "2026-06-11T00:00"
    assert [(each["name"], each["state"]) for each in past] == [
        ("2026-06-11T00:00", "fired"),
        ("2026-06-10T21:00", "fired"),
    ]


async def test_a_resumed_connection_makes_up_for_nothing(replicas, clock: HandClock, published: Published):
    """A hundred hours behind a pause are no burst: of a sync, a connection, and a tenant alike."""
    one, other = replicas
    schedule = {"cron": "0 * * * *", "spread_minutes": 0}
    tenants = [await one.tenant(name) for name in ("of a sync", "of a connection", "of a tenant")]
    connections = [await one.connection(tenant) for tenant in tenants]
    syncs = [await one.sync(connection=connection, schedule=schedule) for connection in connections]
    on = await one.sync(schedule=schedule, connection=await one.connection(await one.tenant("on")))

    async def switch(verb: str, *, active: bool) -> None:
        await one.post(f"/v1/syncs/{syncs[0]}/{verb}")
        await other.patch(f"/v1/connections/{connections[1]}", json={"active": active})
        await one.patch(f"/v1/tenants/{tenants[2]}", json={"active": active})

    await switch("pause", active=False)
    for hours in (1, 50, 100):
        clock.moment = EVENING + timedelta(hours=hours)
        for sync in (on, syncs[1], syncs[2]):
            await until(lambda sync=sync: _planned_after(one, sync, clock.moment), what="its plan moves on")
    await switch("resume", active=True)
    clock.moment = EVENING + timedelta(hours=101)
    for sync in syncs:
        (past,) = await settled(one, sync, 1)
        assert (past["name"], past["state"]) == ("2026-06-15T01:00", "fired")
    fired = [event["sync"] for event in await sent(published, 7)]
    assert sorted(fired) == sorted([*syncs, on, on, on, on])


async def test_a_clock_that_jumps_fires_nothing_twice(replicas, clock: HandClock, published: Published):
    """Forwards over a night, back over it, and on: each night has one name."""
    one, _ = replicas
    tenant = await one.tenant()
    connection = await one.connection(tenant)
    schedule = {"time": "21:00", "spread_minutes": 30}
    syncs = [await one.sync(connection=connection, name=f"S{n}", schedule=schedule) for n in range(3)]
    late = timedelta(hours=2)
    for hours in (0, -30, 0, -1, 24, -5, 24, 48):
        clock.moment = EVENING + timedelta(hours=hours) + late
        if hours < 0:
            # Set back, and a sync is edited meanwhile: its window and their number change, its nights do not.
            wider = schedule | {"spread_minutes": 30 - hours}
            await one.patch(f"/v1/syncs/{syncs[0]}", json={"schedule": wider})
            await one.sync(connection=connection, name=f"more {hours}", schedule=schedule | {"enabled": False})
        else:
            for sync in syncs:
                await until(lambda sync=sync: _planned_after(one, sync, clock.moment), what="the plan moves on")
    for sync in syncs:
        past = await settled(one, sync, 3)
        assert [(each["name"], each["state"]) for each in past] == [(f"2026-06-{day}", "fired") for day in (12, 11, 10)]
    assert len(await sent(published, 9)) == 9


async def test_nothing_fires_while_its_destination_is_paused(replicas, clock: HandClock):
    one, _ = replicas
    tenant = await one.tenant()
    connection, shop = await one.connection(tenant), await one.shop(tenant)
    schedule = {"cron": "0 * * * *", "spread_minutes": 0}
    pushing = await one.sync(
        connection=connection, name="pushing", destination=shop, entities=["company"], schedule=schedule
    )
    other = await one.sync(connection=connection, name="other", schedule=schedule)
    await one.patch(f"/v1/connections/{shop}", json={"active": False})
    clock.moment = EVENING + timedelta(hours=1)
    await settled(one, other, 1)
    await until(lambda: _planned_after(one, pushing, clock.moment), what="the plan moves on")
    await one.patch(f"/v1/connections/{shop}", json={"active": True})
    clock.moment = EVENING + timedelta(hours=2)
    (past,) = await settled(one, pushing, 1)
    assert past["name"] == "2026-06-10T22:00"


async def _planned_after(client: Client, sync: str, moment: datetime) -> bool:
    return datetime.fromisoformat((await client.get(f"/v1/syncs/{sync}")).json()["next_fire"]) > moment


async def test_an_edit_does_not_swallow_what_is_due(quick: SchedulerSettings, clock: HandClock, published: Published):
    """The tick sleeps: the edit itself fires what was due."""
    asleep = quick.model_copy(update={"schedule_poll_seconds": 600})
    key = await first_key(asleep)
    async with running(asleep, key, clock=clock) as api:
        sync = await api.sync(schedule={"time": "21:00", "spread_minutes": 0})
        clock.moment = EVENING + timedelta(hours=1, minutes=1)
        await api.patch(f"/v1/syncs/{sync}", json={"schedule": {"time": "23:00", "spread_minutes": 0}})
        shown = (await api.get(f"/v1/syncs/{sync}/schedule")).json()
        assert [each["name"] for each in shown["recent"]] == ["2026-06-10"]
        assert shown["next"][0]["name"] == "2026-06-11"
        assert len(await sent(published, 1)) == 1


@pytest.mark.parametrize("last", ["pause", "archive"])
async def test_what_came_behind_a_lost_replicas_decision_is_not_swallowed(quick, clock: HandClock, last: str):
    """The tick sleeps: whoever ends the sync finishes what was decided, and then tells what has come since."""
    asleep = quick.model_copy(update={"schedule_poll_seconds": 600})
    key = await first_key(asleep)
    async with running(asleep, key, clock=clock) as api:
        sync = await api.sync(schedule={"cron": "0 * * * *", "spread_minutes": 0})
        stores = api.app.state.context.stores
        await left_open(stores, sync, timedelta(hours=1))
        clock.moment = EVENING + timedelta(hours=5, minutes=1)
        if last == "pause":
            assert (await api.post(f"/v1/syncs/{sync}/pause")).status_code == 200
        else:
            assert (await api.delete(f"/v1/syncs/{sync}")).status_code == 204
        past = await stores.occurrences.recent(sync, 9)
    assert [(each["name"], each["state"], each.get("count", 1)) for each in past] == [
        ("2026-06-11T01:00", "fired", 1),
        ("2026-06-11T00:00", "missed", 3),
        ("2026-06-10T21:00", "fired", 1),
    ]


async def test_the_tenants_move_plans_its_syncs_anew(replicas):
    one, other = replicas
    tenant = await one.tenant()
    sync = await one.sync(tenant, schedule={"time": "22:00", "spread_minutes": 0})
    assert (await other.get(f"/v1/syncs/{sync}")).json()["next_fire"] == "2026-06-10T20:00:00Z"
    await one.patch(f"/v1/tenants/{tenant}", json={"time_zone": "Asia/Kolkata"})
    # 23:30 in Kolkata: today's 22:00 has passed there, and was still to come: it fires at once.
    (past,) = await settled(other, sync, 1)
    assert past["name"] == "2026-06-10"

    async def next_day() -> bool:
        return (await other.get(f"/v1/syncs/{sync}")).json()["next_fire"] == "2026-06-11T16:30:00Z"

    await until(next_day, what="the next day's plan in the new zone")


async def test_switched_off_schedules_do_not_fire(replicas, clock: HandClock):
    one, _ = replicas
    connection = await one.connection(await one.tenant())
    off = await one.sync(connection=connection, name="off", schedule={"time": "21:00", "enabled": False})
    gone = await one.sync(connection=connection, name="gone", schedule={"time": "21:00"})
    on = await one.sync(connection=connection, name="on", schedule={"time": "21:00", "spread_minutes": 0})
    await one.patch(f"/v1/syncs/{gone}", json={"schedule": None})
    clock.moment = EVENING + timedelta(hours=3)
    await settled(one, on, 1)
    for sync in (off, gone):
        shown = (await one.get(f"/v1/syncs/{sync}/schedule")).json()
        assert (shown["recent"], shown["next"]) == ([], [])


async def test_a_sync_that_cannot_be_planned_keeps_no_other_from_firing(replicas, clock: HandClock):
    one, _ = replicas
    connection = await one.connection(await one.tenant())
    schedule = {"time": "21:00", "spread_minutes": 0}
    broken = await one.sync(connection=connection, name="broken", schedule=schedule)
    whole = await one.sync(connection=connection, name="whole", schedule=schedule)
    syncs = one.app.state.context.stores.syncs.collection
    await syncs.update_one({"_id": broken}, {"$set": {"plan.zone": "Atlantis/Capital"}})
    clock.moment = EVENING + timedelta(hours=1)
    assert (await settled(one, whole, 1))[0]["state"] == "fired"
    assert (await one.get("/readyz")).status_code == 200
    assert (await one.delete(f"/v1/syncs/{broken}")).status_code == 204


async def test_a_sync_that_cannot_be_planned_can_be_paused(replicas, clock: HandClock):
    one, _ = replicas
    broken = await one.sync(schedule={"time": "21:00", "spread_minutes": 0})
    syncs = one.app.state.context.stores.syncs.collection
    await syncs.update_one({"_id": broken}, {"$set": {"plan.zone": "Atlantis/Capital"}})
    clock.moment = EVENING + timedelta(hours=1)
    assert (await one.post(f"/v1/syncs/{broken}/pause")).status_code == 200


async def test_two_replicas_under_a_scaled_clock(settings: SchedulerSettings, published: Published):
    """Half an hour is three seconds: nothing fires twice, and what does not fire is recorded as missed."""
    fast = settings.model_copy(
        update={"clock_rate": 600.0, "clock_anchor": datetime.now(UTC), "schedule_poll_seconds": 0.5}
    )
    key = await first_key(fast)
    async with running(fast, key) as one, running(fast, key):
        sync = await one.sync(schedule={"cron": "*/30 * * * *", "spread_minutes": 0})
        past = await settled(one, sync, 4)
        events = await sent(published, sum(each["state"] == "fired" for each in past))
    executions = [each["execution"] for each in past if each["state"] == "fired"]
    assert len(set(executions)) == len(executions) >= 3
    assert len(events) >= len(executions)
    names = sorted(datetime.fromisoformat(each["name"]) for each in past)
    gaps = {later - earlier for earlier, later in itertools.pairwise(names)}
    assert gaps == {timedelta(minutes=30)} or any(each["state"] == "missed" for each in past)


async def test_the_tick_reads_by_its_index(api: Client, settings: SchedulerSettings):
    await api.sync(schedule={"time": "01:30"})
    database = await connect(settings, "scheduler")
    plan = str(
        await database.collection("syncs").explain(
            {"scheduled": True, "next_fire": {"$lte": EVENING}}, sort=[("next_fire", 1)]
        )
    )
    await database.close()
    assert "IXSCAN" in plan
    assert "next_fire" in plan
