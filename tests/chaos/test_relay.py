"""Relays that die, move and freeze, and a Kafka that dies, under webhooks: whoever misses something is told."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import signal
from collections import Counter

import pytest

from psasync.contracts.topics import TICKETS
from psasync.kit.kafka import EventProducer, partition_of
from tests.chaos.consumers import Consumer, judge
from tests.chaos.relays import REPLICAS, Psa, Published, Relays, client
from tests.support.cluster import KAFKA, Cluster
from tests.support.sampling import WHOLE
from tests.support.waiting import until
from tests.unit.relay.frames import Frame, ticket

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

MORE_BLOWS = 3 if WHOLE else 0
WEBHOOKS = 300 if WHOLE else 60  # of each tenant
MIXED = 10_000 if WHOLE else 2_000


async def test_each_webhook_that_was_taken_reaches_all_who_listen(relays: Relays, servers: Cluster, seed: int):
    rng = random.Random(f"{seed}/relay")
    tenants = [f"acme{seed}", f"bolt{seed}"]
    consumers = [Consumer(tenant, boards) for tenant in tenants for boards in ((), (), ("2",))]
    async with contextlib.AsyncExitStack() as listening, client() as http:
        psas = [Psa(relays, http, tenant, rng) for tenant in tenants]
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


@pytest.mark.parametrize(
    ("offsets", "gap", "verdict"),
    [
        ([0, 1, 2], None, 0),
        ([0, 2], (1, 2), 1),
        ([0, 2], None, "no gap tells of them"),
        ([0, 2], (2, 3), "no gap tells of them"),
        ([0, 1, 1, 2], None, "twice, or out of order"),
        ([1, 0, 2], None, "twice, or out of order"),
        ([0, 1, 2, 7], None, "not its own"),
    ],
)
async def test_the_judge_sees_what_is_wrong(offsets, gap, verdict):
    published = [Published(0, offset, ticket("acme", ticket_id=str(offset))) for offset in range(3)]
    consumer = Consumer("acme", frames=[Frame(None, "d.0.0", "", ("heartbeat",))])
    consumer.frames += [Frame("ticket", f"d.0.{each + 1:x}", json.dumps({"ticket_id": str(each)})) for each in offsets]
    if gap is not None:
        told = {"from": f"d.0.{gap[0]:x}", "to": f"d.0.{gap[1]:x}"}
        consumer.frames.append(Frame("gap", told["to"], json.dumps(told)))
    if isinstance(verdict, int):
        assert judge(consumer, published) == verdict
    else:
        with pytest.raises(AssertionError, match=verdict):
            judge(consumer, published)
