"""Guarantees 3 and 4: whatever dies where, the story is that of an undisturbed run."""

from __future__ import annotations

import asyncio
import time

import pytest

from psasync.contracts.vocabulary import Entity
from psasync_executor.domain.job import Job
from psasync_executor.probe import OUTSIDE, Point, Probe
from psasync_executor.store.jobs import LeaseLost

from .lab import Lab, at

COMPANIES = 70  # four pages of them


def changed_world(lab: Lab) -> None:
    """After a first import: some new, some changed, some refused, most as before."""
    for number in range(0, COMPANIES, 7):
        lab.psa.rows[Entity.COMPANY][f"c{number:05}"].data = {"name": f"renamed {number}"}
    for number in range(3, COMPANIES, 11):
        lab.psa.rows[Entity.COMPANY][f"c{number:05}"].data = {"name": ""}
    for number in range(15):
        lab.psa.put(Entity.COMPANY, f"n{number}", name=f"new {number}")
    lab.psa.fill(Entity.CONTACT, 25)


async def scene(lab: Lab, sync: str) -> None:
    lab.catalog.add(sync)
    await lab.run(sync)
    lab.catalog.add(sync, custom_fields={Entity.COMPANY: ("x",)})  # makes the next run a full pass


async def books(lab: Lab, sync: str) -> list[tuple]:
    return [
        (entry["_id"].removeprefix(sync), entry.get("hash"), entry.get("missing"), entry.get("date"))
        for entry in await lab.documents("ledger", sync=sync)
    ]


async def stored(lab: Lab, sync: str) -> list[tuple]:
    found = await lab.documents("records", sync=sync)
    return sorted((one["entity"], one["source_id"], one["hash"], str(one["data"])) for one in found)


@pytest.fixture
async def calm(lab):
    """Two syncs after the same first import; the undisturbed one has run a second time."""
    lab.psa.fill(Entity.COMPANY, COMPANIES)
    node = lab.node()
    await scene(lab, "calm")
    await scene(lab, "storm")
    changed_world(lab)
    story = (await lab.run("calm")).consistent()
    assert {"created", "updated", "unchanged", "rejected"} <= set(story.outcomes)
    await node.stop()
    lab.nodes.clear()
    return story


async def same_as_calm(lab, calm, story) -> None:
    story.consistent()
    assert story.contents == calm.contents
    assert story.end["totals"] == calm.end["totals"]
    assert story.end["fetched"] == calm.end["fetched"]
    assert story.end["completed_entities"] == calm.end["completed_entities"]
    assert await books(lab, "storm") == await books(lab, "calm")
    assert await stored(lab, "storm") == await stored(lab, "calm")


@pytest.mark.parametrize("point", [point for point in Point if point not in OUTSIDE])
@pytest.mark.parametrize("nth", [1, 3])
async def test_a_killed_executor_is_resumed_by_another(lab, calm, point, nth):
    execution = await lab.request("storm")
    await lab.dies_at(point, nth)
    await lab.lapse(execution)
    lab.node()

    story = await lab.finished(execution, within=30)

    assert max(event["fence"] for event in story.events) > min(event["fence"] for event in story.events)
    await same_as_calm(lab, calm, story)


async def test_killed_again_and_again(lab, calm):
    execution = await lab.request("storm")
    for point, nth in ((Point.MID_PUBLISH, 1), (Point.AFTER_DESTINATION_WRITE, 2), (Point.AFTER_OUTBOX_WRITE, 2)):
        await lab.dies_at(point, nth)
        await lab.lapse(execution)
    lab.node()
    await same_as_calm(lab, calm, await lab.finished(execution, within=60))


async def test_the_lease_of_a_dead_executor_runs_out(lab, calm):
    execution = await lab.request("storm")
    await lab.dies_at(Point.AFTER_OUTBOX_WRITE, 3)
    lab.node()
    await same_as_calm(lab, calm, await lab.finished(execution))


@pytest.mark.parametrize("point", [Point.AFTER_FETCH, Point.AFTER_DESTINATION_WRITE, Point.AFTER_OUTBOX_WRITE])
async def test_a_frozen_executor_that_wakes_up_changes_nothing(lab, calm, point):
    """It believes in its lease for ever and sends no heartbeat: only the fences stand against it."""
    frozen, thaw = asyncio.Event(), asyncio.Event()

    async def freeze() -> None:
        frozen.set()
        await thaw.wait()

    execution = await lab.request("storm")
    zombie = await lab.believer(execution, at(point, 2, freeze))
    await asyncio.wait_for(frozen.wait(), 20)
    lab.node()
    story = await lab.finished(execution)
    await same_as_calm(lab, calm, story)

    thaw.set()
    with pytest.raises(LeaseLost):
        await asyncio.wait_for(zombie, 20)
    await same_as_calm(lab, calm, await lab.story(execution))


async def test_a_stopped_process_hands_its_job_back_at_once(lab, calm):
    lab.psa.gate = asyncio.Event()
    node = lab.node(lease_seconds=60)
    execution = await lab.request("storm")
    await lab.in_state(execution, "running")
    started = time.monotonic()
    await node.stop()
    lab.psa.gate.set()
    lab.node()
    story = await lab.finished(execution, within=20)
    assert time.monotonic() - started < 20
    assert not any("Taken over" in event["message"] for event in story.of_type("execution.log"))
    await same_as_calm(lab, calm, story)


async def test_a_run_that_kills_every_executor_is_given_up(lab, calm):
    probe = KillsAlways()
    execution = await lab.request("storm")
    for _ in range(4):
        lab.node(probe, workers=1, lease_seconds=0.5, max_attempts=3)
    story = await lab.finished(execution, within=40)
    assert story.end["error"]["code"] == "internal"


class KillsAlways(Probe):
    async def reached(self, point: Point) -> None:
        if point is Point.AFTER_DESTINATION_WRITE:
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
            await asyncio.sleep(1)


async def test_a_lease_that_cannot_be_extended_ends_the_run(lab, calm):
    """The database answers nothing but the takeover: the run is dropped when its own clock says so."""
    lab.psa.gate = asyncio.Event()
    node = lab.node(lease_seconds=1)

    async def dead(_job: Job) -> None:
        raise TimeoutError

    node.stores.jobs.heartbeat = dead
    execution = await lab.request("storm")
    await lab.in_state(execution, "running")
    first = await lab.job(execution)
    node.stopping.set()
    lab.psa.gate.set()
    lab.node()
    story = await lab.finished(execution)
    assert (await lab.job(execution))["fence"] > first["fence"]
    await same_as_calm(lab, calm, story)
