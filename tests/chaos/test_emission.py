"""Servers that are lost while schedulers emit, and schedulers that are lost after they have promised something."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime

import orjson
import pytest

from psasync.contracts import cloudevents
from psasync.contracts.execution_id import execution_id
from psasync.contracts.topics import CANCEL_REQUESTED, SYNC_REQUESTED
from psasync_scheduler.probe import Point
from tests.chaos import almanac
from tests.chaos.replicas import Replicas
from tests.chaos.simulated import SimulatedTime
from tests.chaos.verdict import Story
from tests.chaos.watched import Watched
from tests.support.sampling import WHOLE, sample
from tests.support.waiting import until

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

ZONE = "Europe/Berlin"
NIGHT = almanac.at(22, 0)
EVENING = datetime(2027, 6, 10, 17, tzinfo=UTC)
LATER = datetime(2027, 6, 10, 20, 30, tzinfo=UTC)  # half an hour after all were due
DUE = 240 if WHOLE else 90
SLOW = 2  # simulated seconds per second: the clock is not what is tested here
STAGES = {
    "decided": ("syncs", {"plan.after": {"$gte": "2027-06-10T22:00"}}),
    "named": ("occurrences", {}),
    "handed over": ("requests", {}),
    "sent": ("requests", {"state": "sent"}),
}


async def many(replicas: Replicas) -> list[Watched]:
    """Syncs that are all due at one moment."""
    connection = await replicas.connection(ZONE, "many")
    at_once = asyncio.Semaphore(6)

    async def one(number: int) -> Watched:
        body = {"connection": connection, "name": f"S{number}", "entities": ["company"], "schedule": NIGHT.body(0)}
        async with at_once:
            made, answer = await replicas.made("/v1/syncs", body)
        sync = Watched(made, ZONE, NIGHT, 0, 0)
        sync.starts(answer)
        return sync

    return list(await asyncio.gather(*(one(number) for number in range(DUE))))


@pytest.mark.parametrize("server", sample(["mongo", "kafka"], 1))
async def test_a_server_lost_in_the_middle_of_an_emission(servers, schedulers, key, seed, server):
    rng = random.Random(f"{seed}/emission/{server}")
    replicas = Replicas(schedulers, key, SimulatedTime.from_now(EVENING, SLOW))
    await replicas.spawn(2)
    await replicas.answering()
    watched = await many(replicas)
    replicas.time = SimulatedTime.from_now(LATER, SLOW)
    for name in replicas.names:
        await replicas.restart(name)

    stage, reached = rng.choice(sorted(STAGES)), rng.randint(1, DUE // 2)
    collection, query = STAGES[stage]

    async def far_enough() -> bool:
        return await replicas.database[collection].count_documents(query, limit=reached) >= reached

    await until(far_enough, 90, f"{reached} are {stage}")
    await servers.kill(server)
    print(f"seed {seed}: {server} dies once {reached} are {stage}, for {(away := rng.uniform(0.5, 6)):.1f} s")
    await asyncio.sleep(away)
    await servers.restart(server)
    await servers.wait_ready(server)

    await replicas.settled(replicas.time.now(), 120)
    end = replicas.time.now()
    for sync in watched:
        sync.ends(end, end)
    story = await Story.of(replicas)
    story.check(watched, EVENING, end)
    print(dict(story.tally))
    assert story.tally["fired"] == DUE
    assert story.tally["missed"] == 0
    await replicas.close()


async def test_what_was_accepted_is_published_under_the_ids_that_were_answered(servers, schedulers, key, seed):
    """Kafka is down, and the scheduler is killed right after it has said 202."""
    rng = random.Random(f"{seed}/accepted")
    replicas = Replicas(schedulers, key, SimulatedTime.from_now(EVENING, SLOW))
    await replicas.spawn(1)
    (name,) = replicas.names
    await schedulers.wait_ready(name)  # the topics are made
    connection = await replicas.connection(ZONE, "asked")
    syncs = []
    for number in range(12):
        body = {"connection": connection, "name": f"S{number}", "entities": ["company"]}
        syncs.append((await replicas.made("/v1/syncs", body))[0])
    await servers.kill("kafka")

    answered: dict[str, str] = {}  # execution and sync
    canceled: set[str] = set()
    deaths = set(rng.sample(range(len(syncs)), 2))
    for number, sync in enumerate(syncs):
        keyed = {"Idempotency-Key": f"{sync}-1"} if rng.random() < 0.5 else {}
        path = f"/v1/syncs/{sync}/executions"
        first = await accepted(replicas, path, **keyed)
        again = await accepted(replicas, path, **keyed)
        assert again["execution_id"] == first["execution_id"], "a repetition, or one that joins it"
        answered[first["execution_id"]] = sync
        if rng.random() < 0.4:
            canceled.add(first["execution_id"])
            await accepted(replicas, f"/v1/executions/{first['execution_id']}/cancel")
        if number in deaths:
            await replicas.kill(name)
            await replicas.restart(name)
            await replicas.answering()
    answered |= await half_accepted(replicas, syncs[0])
    await replicas.kill(name)

    await servers.restart("kafka")
    await servers.wait_ready("kafka")
    await replicas.restart(name)
    await replicas.answering()
    await replicas.settled(replicas.time.now(), 120)
    print(f"seed {seed}: {len(deaths)} deaths, {len(answered)} accepted, {len(canceled)} canceled")
    published = {}
    for record in await replicas.published(SYNC_REQUESTED):
        body, event = orjson.loads(record.value), cloudevents.parse(record.headers)
        named = execution_id(source=event.source, event_id=event.id, tenant=body["tenant"], sync=body["sync"])
        published[named] = body["sync"]
    assert published == answered
    cancels = [orjson.loads(record.value) for record in await replicas.published(CANCEL_REQUESTED)]
    assert {cancel["execution"] for cancel in cancels} == canceled
    await replicas.close()


async def accepted(replicas: Replicas, path: str, body: object = None, **headers: str) -> dict:
    answer = await replicas.call("POST", path, body, **headers)
    assert answer.status == 202, answer
    return answer.body


async def half_accepted(replicas: Replicas, sync: str) -> dict[str, str]:
    """The scheduler dies with the request behind its key only, and the caller repeats it."""
    (name,) = replicas.names
    await replicas.kill(name)
    await replicas.restart(name, probe=f"{Point.AFTER_KEY}:1")
    await replicas.answering()
    asked = asyncio.create_task(
        accepted(replicas, f"/v1/syncs/{sync}/executions", {"dry_run": True}, **{"Idempotency-Key": f"{sync}-2"})
    )
    assert await replicas.cluster.wait_exit(name, 30) == -9
    await replicas.restart(name)
    answer = await asyncio.wait_for(asked, 60)
    return {answer["execution_id"]: sync}
