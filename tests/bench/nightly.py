"""The night: how fast one scheduler emits what is due in one window; and its look for it, beside idle syncs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from psasync.contracts.events import requested
from psasync.contracts.topics import SYNC_REQUESTED, TopicSpec
from psasync.kit.kafka import EventProducer, Outbound
from psasync.kit.kafka.admin import connected_admin
from psasync.kit.kafka.topics import Topics
from psasync.kit.keyring import Keyring
from psasync.kit.mongo import apply_indexes, connect
from psasync_results.settings import ResultsSettings
from psasync_scheduler.actions.context import Context
from psasync_scheduler.actions.siblings import Siblings
from psasync_scheduler.loops.publisher import Publisher
from psasync_scheduler.loops.tick import BATCH, Tick
from psasync_scheduler.loops.waking import Wakeups
from psasync_scheduler.settings import SchedulerSettings
from psasync_scheduler.store.indexes import INDEXES
from psasync_scheduler.store.stores import Stores
from tests.bench import catalog_data
from tests.bench.figures import percentile, spread, table
from tests.bench.lab import Lab

GOAL_SECONDS = 60
IDLE = (1_000, 100_000)
LOOKS = 200
WITHIN_SECONDS = 900
EVENING = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)
AFTER_THE_WINDOW = datetime(2026, 6, 11, 1, 0, tzinfo=UTC)  # 03:00 in Berlin


class StandingClock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.moment = EVENING

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Counting:
    """The producer, and how many events it was thanked for."""

    def __init__(self, producer: EventProducer) -> None:
        self._producer = producer
        self.acknowledged = 0

    async def send_many(self, topic: TopicSpec, events: Sequence[Outbound]) -> list[bool]:
        known = await self._producer.send_many(topic, events)
        self.acknowledged += sum(known)
        return known


async def section(lab: Lab) -> list[str]:
    emitted = [await _emission(lab.settings, f"night{run}", lab.tenants) for run in range(max(1, lab.runs - 1))]
    looks = [(idle, await _looks(lab.settings, f"idle{idle}", idle)) for idle in IDLE]
    rate = lab.tenants / percentile(emitted, 0.5)
    first = percentile(looks[0][1], 0.5)
    return [
        f"### scheduler: the night of {lab.tenants:,} tenants, one replica",
        "",
        "All due in one window of an hour, and looked for when it is over: each with a tenant, a connection, a sync.",
        "Whole: found by the index, occurrence and request stored (w=majority, j=true), acknowledged by Kafka, marked.",
        "",
        *table(
            ("emitted", "seconds", "range", "rate"),
            [(f"{lab.tenants:,}", f"{percentile(emitted, 0.5):.1f}", spread(emitted, ".1f"), f"{rate:,.0f} /s")],
        ),
        "The look for what is due, when nothing is: two queries.",
        "",
        *table(
            ("idle syncs", "median ms", "95 % ms", "ratio"),
            [
                (
                    f"{idle:,}",
                    f"{percentile(times, 0.5) * 1000:.2f}",
                    f"{percentile(times, 0.95) * 1000:.2f}",
                    f"{percentile(times, 0.5) / first:.2f}",
                )
                for idle, times in looks
            ],
        ),
    ]


async def _emission(settings: ResultsSettings, name: str, tenants: int) -> float:
    """Seconds until the last request is acknowledged."""
    async with _scheduler(settings, name) as (context, producer):
        await catalog_data.fill(context.stores, context.keyring, tenants, EVENING)
        clock = context.clock
        assert isinstance(clock, StandingClock)
        clock.moment = AFTER_THE_WINDOW
        started = time.perf_counter()
        counting = Counting(producer)
        loops = [asyncio.create_task(loop) for loop in (Tick(context).run(), _publisher(context, counting).run())]
        try:
            async with asyncio.timeout(WITHIN_SECONDS):
                await _all_sent(context, counting, tenants, loops)
            return time.perf_counter() - started
        finally:
            for loop in loops:
                loop.cancel()
                with suppress(asyncio.CancelledError):
                    await loop


async def _all_sent(context: Context, producer: Counting, tenants: int, loops: list[asyncio.Task[None]]) -> None:
    while producer.acknowledged < tenants or await context.stores.requests.pending(datetime.now(UTC), 1):
        for loop in loops:
            if loop.done():
                loop.result()
        await asyncio.sleep(0.1)


async def _looks(settings: ResultsSettings, name: str, idle: int) -> list[float]:
    async with _scheduler(settings, name) as (context, _):
        await catalog_data.fill(context.stores, context.keyring, idle, EVENING)
        syncs, times = context.stores.syncs, []
        for _ in range(LOOKS):
            started = time.perf_counter()
            assert not await syncs.due(EVENING, BATCH)
            assert await syncs.next_firing(EVENING + timedelta(seconds=5)) is None
            times.append(time.perf_counter() - started)
        return times


def _publisher(context: Context, producer: Counting) -> Publisher:
    stores = context.stores
    wakeup = context.wakeups.requests
    return Publisher(
        stores.requests, stores.audit, SYNC_REQUESTED, requested.TYPE, producer, wakeup, 5, lambda: datetime.now(UTC)
    )


@asynccontextmanager
async def _scheduler(settings: ResultsSettings, name: str) -> AsyncIterator[tuple[Context, EventProducer]]:
    given = settings.model_dump() | {
        "topic_prefix": f"{settings.topic_prefix}-{name}",
        "mongo_database_prefix": f"{settings.mongo_database_prefix}_{name}",
    }
    own = SchedulerSettings.model_validate(given)
    async with connected_admin(own) as admin:
        await Topics(admin, [SYNC_REQUESTED], prefix=own.topic_prefix, replication_factor=1).provision()
    database = await connect(own, "scheduler")
    producer, siblings = EventProducer(own, client_id="bench"), Siblings(own)
    try:
        await apply_indexes(database, INDEXES)
        context = Context(
            stores=Stores.of(database),
            keyring=Keyring.from_secret(own.keyring.get_secret_value()),
            systems={},
            settings=own,
            siblings=siblings,
            clock=StandingClock(),
            wakeups=Wakeups(),
        )
        yield context, producer
    finally:
        await producer.stop(5)
        await siblings.aclose()
        await database.close()  # with its server, or with all of the run's prefix, it goes
