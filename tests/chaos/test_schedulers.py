"""Schedulers that are killed, frozen and edited under a clock that runs fast: each occurrence fires once, or is missed.

What must fire is told by an almanac of the test's own, minute by minute.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.chaos.month import Month
from tests.chaos.replicas import Replicas
from tests.chaos.simulated import SimulatedTime
from tests.support.cluster import Cluster
from tests.support.sampling import WHOLE

pytestmark = [pytest.mark.asyncio(loop_scope="session")]

# Both hold the changes of all three zones, Lord Howe's in the other direction than those of the north.
SPRING = (datetime(2027, 3, 12, 9, tzinfo=UTC), datetime(2027, 4, 8, tzinfo=UTC))
AUTUMN = (datetime(2027, 10, 1, 9, tzinfo=UTC), datetime(2027, 11, 9, tzinfo=UTC))
MONTHS = [(replicas, month) for month in (SPRING, AUTUMN) for replicas in (2, 5)]


async def begun(schedulers: Cluster, key: str, count: int, begin: datetime, rate: float, rng: random.Random) -> Month:
    """A month with its first syncs."""
    replicas = Replicas(schedulers, key, SimulatedTime.from_now(begin, rate))
    await replicas.spawn(count)
    await replicas.answering()
    month = Month(replicas, rng)
    await month.set_up()
    return month


async def judged(month: Month, begin: datetime, seed: int) -> None:
    end = month.replicas.time.now()
    story = await month.end()
    await month.replicas.close()
    story.check(month.watched, begin - timedelta(days=1), end + timedelta(days=1))
    print(f"seed {seed}: {dict(month.happened)}, {len(story.downtimes)} downtimes; {dict(story.tally)}")
    # Not all fire even then: a replica that starts, or cannot keep up with the clock, is late, too.
    assert story.tally["fired while up"] > story.tally["while up"] / 10


@pytest.mark.timeout(240)
async def test_days_around_two_changes(schedulers, key, seed):
    """Berlin's clocks are put forward, and a week later Lord Howe's back."""
    rng = random.Random(f"{seed}/days")
    begin, rate = datetime(2027, 3, 26, tzinfo=UTC), 3600
    month = await begun(schedulers, key, 2, begin, rate, rng)
    for change in (datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 4, 3, 15, tzinfo=UTC)):
        began = time.monotonic()
        await month.jump(change - timedelta(hours=6))
        # The change is to be seen by running replicas: starting them takes hours of this time.
        end = max(month.replicas.time.now(), change) + timedelta(hours=8)
        await month.live(lambda end=end: month.replicas.time.now() < end, (0.3, 1.0))
        print(f"{change:%d %b} took {time.monotonic() - began:.0f} s")
    await judged(month, begin, seed)


@pytest.mark.skipif(not WHOLE, reason="`make chaos` takes it")
@pytest.mark.timeout(3600)
async def test_a_month(schedulers, key, seed):
    """Seed by seed another month and number of replicas."""
    count, (begin, end) = MONTHS[seed % len(MONTHS)]
    month = await begun(schedulers, key, count, begin, 5400, random.Random(f"{seed}/month"))
    await month.live(lambda: month.replicas.time.now() < end, (1.0, 4.0))
    await judged(month, begin, seed)
