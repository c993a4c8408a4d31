"""`kill -9` at seeded points: what is left behind equals an undisturbed run, record by record."""

import random

import pytest

from psasync_executor.probe import OUTSIDE, Point
from psasync_results.probe import POINTS as RESULTS_POINTS
from tests.chaos.undisturbed import RECORDS, change, told

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]


async def _same_story(platform, undisturbed, syncing, seed, first, second):
    calm = await undisturbed.story(seed)
    assert await told(platform, syncing, first, second) == calm


@pytest.mark.parametrize("point", [point.value for point in Point if point not in OUTSIDE])
async def test_an_executor_killed_at_a_point(platform, cluster, undisturbed, seed, point):
    rng = random.Random(f"{seed}/{point}")
    syncing = await platform.connect(f"x{seed}{point.replace('_', '')}", RECORDS, seed=seed)
    nth = rng.randint(1, 6)
    print(f"seed {seed}: executor dies at {point}:{nth}")
    await cluster.restart("executor", {"PSASYNC_EXECUTOR_PROBE": f"{point}:{nth}"})
    await cluster.wait_ready("executor")
    execution = await platform.request(syncing)
    assert await cluster.wait_exit("executor", 60) == -9
    await cluster.restart("executor", {"PSASYNC_EXECUTOR_PROBE": ""})
    first = await platform.ended(execution)
    await change(platform, syncing, seed)
    second = await platform.run(syncing)
    await _same_story(platform, undisturbed, syncing, seed, first, second)


@pytest.mark.parametrize("point", RESULTS_POINTS)
async def test_results_killed_at_a_point(platform, cluster, undisturbed, seed, point):
    rng = random.Random(f"{seed}/{point}")
    syncing = await platform.connect(f"r{seed}{point.replace('_', '')}", RECORDS, seed=seed)
    nth = rng.randint(1, 4)
    print(f"seed {seed}: results dies at {point}:{nth}")
    await cluster.restart("results", {"PSASYNC_RESULTS_PROBE": f"{point}:{nth}"})
    await cluster.wait_ready("results")
    execution = await platform.request(syncing)
    assert await cluster.wait_exit("results", 60) == -9
    await cluster.restart("results", {"PSASYNC_RESULTS_PROBE": ""})
    await cluster.wait_ready("results")
    first = await platform.ended(execution)
    await change(platform, syncing, seed)
    second = await platform.run(syncing)
    await _same_story(platform, undisturbed, syncing, seed, first, second)


@pytest.mark.parametrize("server", ["kafka", "mongo"])
async def test_a_server_killed_in_the_middle_of_a_run(platform, cluster, undisturbed, seed, server):
    rng = random.Random(f"{seed}/{server}")
    syncing = await platform.connect(f"s{seed}{server}", RECORDS, seed=seed)
    await platform.fault(syncing.company, "slow", "contacts|sites", seconds=0.2, count=100)
    execution = await platform.request(syncing)
    reached = rng.randint(0, RECORDS // 2)
    print(f"seed {seed}: {server} dies once {reached} records have been reported")
    await platform.until(execution, lambda document: document["fetched"] >= reached)
    await cluster.kill(server)
    await cluster.restart(server)
    await cluster.wait_ready(server)
    first = await platform.ended(execution, 120)
    await change(platform, syncing, seed)
    second = await platform.run(syncing, 120)
    await _same_story(platform, undisturbed, syncing, seed, first, second)


async def test_replicas_share_the_work_and_one_of_each_dies(platform, cluster, undisturbed, seed):
    rng = random.Random(f"{seed}/replicas")
    others = [await _replica(cluster, service, seed) for service in ("executor", "results")]
    tenants = [await platform.connect(f"m{seed}n{number}", RECORDS, seed=seed) for number in range(3)]
    executions = [await platform.request(syncing) for syncing in tenants]
    reached = rng.randint(0, RECORDS // 2)
    victims = [rng.choice(pair) for pair in zip(("executor", "results"), others, strict=True)]
    print(f"seed {seed}: {victims} die once {reached} records have been reported")
    # Whoever serves the document may be among the victims: it is asked before.
    await platform.until(executions[0], lambda document: document["fetched"] >= reached)
    for victim in victims:
        await cluster.kill(victim)
    for service in ("executor", "results"):
        if service in victims:
            await cluster.restart(service)
            await cluster.wait_ready(service)
    firsts = [await platform.ended(execution, 120) for execution in executions]
    for syncing, first in zip(tenants, firsts, strict=True):
        await change(platform, syncing, seed)
        second = await platform.run(syncing, 120)
        await _same_story(platform, undisturbed, syncing, seed, first, second)
    for other in others:
        await cluster.kill(other)


async def _replica(cluster, service, seed):
    name = f"{service}-{seed}"
    await cluster.spawn(service, name=name)
    await cluster.wait_ready(name)
    return name
