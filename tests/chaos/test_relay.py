"""Relays that die, move and freeze, and a Kafka that dies, under webhooks; and webhooks that hurt none of them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from psasync.contracts.topics import TICKETS
from psasync.kit.kafka import EventProducer, partition_of
from tests.chaos.relays import REPLICAS, Consumer, Psa, Relays, judge
from tests.integration.relay.scheduler import signed
from tests.support.cluster import KAFKA, Cluster
from tests.support.sampling import WHOLE
from tests.support.waiting import until
from tests.unit.relay.frames import ticket

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

MORE_BLOWS = 3 if WHOLE else 0
WEBHOOKS = 300 if WHOLE else 90  # of each tenant
MIXED = 10_000 if WHOLE else 2_000
FUZZED = 2_000 if WHOLE else 300
HARMLESS = {204, 400, 401, 404, 408, 413, 415, 429}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def relays(servers: Cluster, tmp_path_factory) -> AsyncIterator[Relays]:
    async with Relays.running(servers, tmp_path_factory.mktemp("relays")) as running:
        yield running


async def test_each_webhook_that_was_taken_reaches_all_who_listen(relays: Relays, servers: Cluster, seed: int):
    rng = random.Random(f"{seed}/relay")
    tenants = [f"acme{seed}", f"bolt{seed}"]
    psas = [Psa(relays, tenant, rng) for tenant in tenants]
    consumers = [Consumer(tenant, boards) for tenant in tenants for boards in ((), (), ("2",))]
    async with contextlib.AsyncExitStack() as listening:
        for consumer in consumers:
            await listening.enter_async_context(consumer.listening(relays, rng))
        blows, *_ = await asyncio.gather(
            struck(relays, servers, random.Random(f"{seed}/blows")),
            *(sent(psa, random.Random(f"{seed}/{number}")) for number, psa in enumerate(psas)),
        )
        published = await relays.log()
        for psa, tenant in zip(psas, tenants, strict=True):
            known = {each.event.ticket_id for each in published if each.event.tenant == tenant}
            assert set(psa.taken) == known, "what was taken is in the topic"
        ends = {each.partition: each.position for each in published}
        for consumer in consumers:
            partition = partition_of(consumer.tenant.encode(), TICKETS.partitions)
            await until(lambda: consumer.place >= (partition, ends[partition]), 60, f"{consumer.tenant} is up to date")  # noqa: B023
    missed = [judge(consumer, published) for consumer in consumers]
    refused, comings = sum(psa.refused for psa in psas), sum(consumer.comings for consumer in consumers)
    print(f"seed {seed}: {dict(blows)}, {len(published)} published, {refused} sent again, {comings} comings, {missed=}")
    assert comings > len(consumers), "no stream was cut: nothing was tried"


async def sent(psa: Psa, rng: random.Random) -> None:
    """Some at once, as long as it takes."""
    turn = asyncio.Semaphore(4)

    async def one(number: int) -> None:
        async with turn:
            await asyncio.sleep(rng.uniform(0, 0.2))
            await psa.send(number, rng.choice([1, 2]))

    await asyncio.gather(*(one(number) for number in range(WEBHOOKS)))


async def struck(relays: Relays, servers: Cluster, rng: random.Random) -> Counter[str]:
    """Blows, one after another; afterwards everything runs."""
    kinds = ["kafka killed", "killed", "moved"]
    blows = [*kinds, *rng.choices([*kinds, "frozen"], k=MORE_BLOWS)]
    rng.shuffle(blows)
    for blow in blows:
        await asyncio.sleep(rng.uniform(0.2, 0.8))
        name = rng.choice(REPLICAS)
        if blow == "kafka killed":
            await servers.restart(KAFKA)
        elif blow == "killed":
            await relays.cluster.restart(name)
        elif blow == "moved":
            # One that has only just been started does not listen to signals yet.
            assert await relays.cluster.terminate(name) in {0, -signal.SIGTERM}
            await relays.cluster.restart(name)
        else:
            relays.cluster.signal(name, signal.SIGSTOP)
            await asyncio.sleep(rng.uniform(0.5, 2))
            relays.cluster.signal(name, signal.SIGCONT)
    await servers.wait_ready(KAFKA)
    await relays.ready()
    return Counter(blows)


async def test_no_stream_crosses_into_another(relays: Relays, seed: int):
    """Events of several tenants, mixed: each consumer gets what is its tenant's and its filter's, all and no more."""
    rng = random.Random(f"{seed}/mixed")
    tenants = [f"mixed{seed}-{number}" for number in range(5)]
    consumers = [Consumer(tenant, boards) for tenant in tenants for boards in ((), ("1",), ("2", "3"))]
    events = [ticket(rng.choice(tenants), board=rng.choice("123"), ticket_id=str(number)) for number in range(MIXED)]
    async with contextlib.AsyncExitStack() as listening:
        for consumer in consumers:
            await listening.enter_async_context(consumer.listening(relays, rng))
        producer = EventProducer(relays.scheduler.settings, client_id="mixed")
        try:
            # Below the backlog at which a consumer is cut.
            for first in range(0, MIXED, 1000):
                part = events[first : first + 1000]
                bodies = [(event.tenant, event.model_dump_json().encode()) for event in part]
                await asyncio.gather(*(producer.send(TICKETS, key=key, value=body) for key, body in bodies))
        finally:
            await producer.stop(10)
        for consumer in consumers:
            wanted = [event.ticket_id for event in events if consumer.wants(event)]
            await until(lambda: len(consumer.events("ticket")) >= len(wanted), 60, "all have come")  # noqa: B023
            assert sorted(frame.json["ticket_id"] for frame in consumer.events("ticket")) == sorted(wanted)
    assert sum(len(consumer.events("ticket")) for consumer in consumers if not consumer.boards) == MIXED


async def test_no_webhook_and_no_filter_breaks_it(relays: Relays, seed: int):
    rng = random.Random(f"{seed}/fuzz")
    tenant = f"fuzz{seed}"
    token, key = relays.scheduler.connect(tenant), relays.scheduler.key(tenant)
    good = relays.scheduler.callback(1)
    limits = httpx.Limits(max_connections=10)
    statuses: Counter[int] = Counter()
    async with httpx.AsyncClient(base_url=relays.url(rng), timeout=20, limits=limits) as http:
        for _ in range(FUZZED // 20):
            bodies = [fuzzed(good, rng) for _ in range(20)]
            posts = (http.post(f"/hooks/{token}", content=each, headers=signed(each)) for each in bodies)
            answers = await asyncio.gather(*posts)
            statuses.update(answer.status_code for answer in answers)
        assert set(statuses) <= HARMLESS, statuses
        queries = [fuzzed_query(rng) for _ in range(FUZZED // 4)]
        opened = Counter([await status(http, tenant, key, query) for query in queries])
        assert set(opened) <= {200, 422}, opened
        assert len(opened) == 2, "both kinds of filters were tried"
        assert (await http.post(f"/hooks/{token}", content=good, headers=signed(good))).status_code == 204
    print(f"seed {seed}: webhooks {dict(statuses)}, filters {dict(opened)}")
    assert len(statuses) > 1
    assert all(relays.cluster.alive(name) for name in REPLICAS)


async def status(http: httpx.AsyncClient, tenant: str, key: str, query: str) -> int:
    url = f"/v1/tenants/{tenant}/tickets/events?{query}"
    async with http.stream("GET", url, headers={"authorization": f"Bearer {key}"}) as response:
        return response.status_code


def fuzzed(body: bytes, rng: random.Random) -> bytes:
    """A genuine body with something about it that is not."""
    match rng.randrange(6):
        case 0:
            return rng.randbytes(rng.randrange(2000))
        case 1:
            return body[: rng.randrange(len(body))]
        case 2:
            place = rng.randrange(len(body))
            return body[:place] + rng.randbytes(rng.randrange(1, 4)) + body[place + 1 :]
        case 3:
            return b"[" * rng.randrange(1, 100_000)
        case _:
            return json.dumps(_odd(json.loads(body), rng)).encode("utf-8", "surrogatepass")


def _odd(envelope: dict, rng: random.Random) -> dict:
    """A value of the envelope, or of the ticket in it, becomes another kind of value."""
    entity = json.loads(envelope["Entity"])
    inner = rng.random() < 0.7
    place = entity if inner else envelope
    place[rng.choice(list(place))] = rng.choice(ODD)
    if inner:
        envelope["Entity"] = json.dumps(entity) if rng.random() < 0.8 else entity
    return envelope


ODD = (
    None,
    True,
    -1,
    10**30,
    1e308,
    "",
    "\0",
    "\ud800",
    "x" * 5000,
    [],
    [[]],
    {},
    {"id": []},
    {"name": {}},
    "2026-13-45",
)


def fuzzed_query(rng: random.Random) -> str:
    names = ("board", "status", "priority", "company", "kind", "last_event_id", "token", "x")
    values = (
        "",
        "%00",
        "%ff%fe",
        "a" * 300,
        "updated",
        "created",
        "%F0%9F%92%A9",
        "1",
        "0.0.0",
        "..",
        "null",
        "[]",
        "%",
    )
    return "&".join(f"{rng.choice(names)}={rng.choice(values)}" for _ in range(rng.choice([1, 1, 2, 5, 60])))
