"""`kill -9` at seeded points: what is left behind equals an undisturbed run, record by record."""

import random

import pytest

from psasync_executor.probe import OUTSIDE, Point
from psasync_results.probe import POINTS as RESULTS_POINTS
from tests.chaos.killing import killed, nth_time
from tests.chaos.undisturbed import RECORDS, change, told
from tests.support.sampling import sample

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]


PROBES = [
    *sample([("executor", point.value, 6) for point in Point if point not in OUTSIDE], 1),
    *sample([("results", point, 4) for point in RESULTS_POINTS], 1),
]
"""Service, point, and at which of the first visits to it the service dies at the latest."""


async def _ends_as_undisturbed(platform, undisturbed, syncing, seed, first):
    """With a change and a run after it, the run leaves what both leave where nobody kills anything."""
    await change(platform, syncing, seed)
    second = await platform.run(syncing, 120)
    calm = await undisturbed.story(seed)
    assert await told(platform, syncing, first, second) == calm


@pytest.mark.parametrize(("service", "point", "most"), PROBES)
async def test_a_service_killed_at_a_point(platform, cluster, undisturbed, seed, service, point, most):
    syncing = await platform.connect(f"{service[0]}{seed}{point.replace('_', '')}", RECORDS, seed=seed)
    first = await killed(platform, cluster, syncing, service, point, nth_time(seed, point, most))
    await _ends_as_undisturbed(platform, undisturbed, syncing, seed, first)


@pytest.mark.parametrize("server", sample(["kafka", "mongo"], 1))
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
    await _ends_as_undisturbed(platform, undisturbed, syncing, seed, first)


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
        await _ends_as_undisturbed(platform, undisturbed, syncing, seed, first)
    for other in others:
        await cluster.kill(other)


async def _replica(cluster, service, seed):
    name = f"{service}-{seed}"
    await cluster.spawn(service, name=name)
    await cluster.wait_ready(name)
    return name
