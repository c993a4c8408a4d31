"""`kill -9` while an executor writes to destinations that cannot check a fence: nothing lost, doubled or created twice.

The witness is the other side: the simulated PSA's own records, and what a receiver of requests took.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import uvicorn

from psasync_executor.probe import Point
from psasync_local.ports import free_port
from tests.chaos.killing import killed, nth_time
from tests.contract.psa.simulator import Simulator
from tests.integration.executor.crm import AutotaskCrm, ConnectWiseCrm, Crm
from tests.integration.executor.outside import SECRET, Receiver
from tests.support.sampling import WHOLE, sample

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

RECORDS = 100
ENTITIES = ("company", "contact")
KEPT = ("companies", "contacts")
SENT_TO = (Point.AFTER_BATCH,)
KEPT_IN = (Point.AFTER_INTENT, Point.AFTER_CREATE)
COMMON = (Point.AFTER_FETCH, Point.AFTER_DESTINATION_WRITE, Point.AFTER_OUTBOX_WRITE, Point.MID_PUBLISH)


def points(own: tuple[Point, ...]) -> list[str]:
    """With one seed, one of those where only such a destination can be hurt; `make chaos` takes all."""
    return [point.value for point in (own + COMMON if WHOLE else sample(own, 1))]


async def accounted_for(platform, document) -> Counter:
    """Every record has one outcome, and the totals are those of the records."""
    rows = await platform.records(document["id"])
    assert len({(row["entity"], row["source_id"]) for row in rows}) == len(rows)
    outcomes = Counter(row["outcome"] for row in rows)
    assert dict(outcomes) == {name: count for name, count in document["totals"].items() if count}
    assert document["differences"] == []
    return outcomes


@pytest.mark.parametrize("point", points(KEPT_IN))
@pytest.mark.parametrize("kind", sample([ConnectWiseCrm, AutotaskCrm], 1), ids=lambda kind: kind.__name__)
async def test_a_psa_as_destination(platform, cluster, seed, kind, point):
    nth = nth_time(seed, f"{kind.system}/{point}", 3 if point in COMMON else 20)
    crm = kind.of(Simulator(cluster.url("simulator"), kind.system))
    before = {kept: crm.ids(kept) for kept in KEPT}
    syncing = await pushed(platform, seed, crm)

    document = await killed(platform, cluster, syncing, "executor", point, nth)
    outcomes = await accounted_for(platform, document)
    made = {kept: crm.ids(kept) - before[kept] for kept in KEPT}
    assert outcomes["created"] == sum(map(len, made.values()))
    keys = [crm.record("companies", number)[crm.key_field] for number in made["companies"]]
    assert len(set(keys)) == len(keys)
    people = [crm.contact(number) for number in made["contacts"]]
    assert len(set(people)) == len(people)

    again = await platform.run(syncing, 120)
    assert {"created", "updated", "failed"}.isdisjoint(again["totals"]), again["totals"]
    assert {kept: crm.ids(kept) - before[kept] for kept in KEPT} == made


async def pushed(platform, seed: int, crm: Crm):
    """A simulated company whose companies and contacts are pushed into another account."""
    source = await platform.connect(f"from{crm.account}", RECORDS, seed=seed, entities=ENTITIES)
    target = await platform.connection(source.tenant, crm.system, crm.settings, crm.keys)
    return await platform.another_sync(source, entities=ENTITIES, destination=target["id"])


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    receiver, port = Receiver(), free_port()
    server = uvicorn.Server(uvicorn.Config(receiver, host="127.0.0.1", port=port, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield receiver, f"http://127.0.0.1:{port}/in"
    server.should_exit = True
    await serving


@pytest.mark.parametrize("point", points(SENT_TO))
async def test_an_http_endpoint_as_destination(platform, cluster, receiver, seed, point):
    nth = nth_time(seed, point, 3 if point in COMMON else 6)
    found, url = receiver
    found.requests.clear()
    source = await platform.connect(f"sent{seed}{point.replace('_', '')}", RECORDS, seed=seed, entities=ENTITIES)
    target = await platform.connection(
        source.tenant, "http_endpoint", {"url": url, "batch_size": "7"}, {"signing_secret": SECRET}
    )
    syncing = await platform.another_sync(source, entities=ENTITIES, destination=target["id"])

    document = await killed(platform, cluster, syncing, "executor", point, nth)
    outcomes = await accounted_for(platform, document)
    assert outcomes["created"] == len(found.applied)
    assert all(len(keys) == 1 for keys in found.applied.values()), "a record was applied twice"

    taken = len(found.requests)
    again = await platform.run(syncing, 120)
    assert {"created", "updated", "failed"}.isdisjoint(again["totals"]), again["totals"]
    assert len(found.requests) == taken
