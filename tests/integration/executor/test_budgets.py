"""The call budget of a connection, over replicas."""

from __future__ import annotations

import asyncio
import time

import pytest

from psasync.psa.port import BudgetExhausted
from psasync_executor.store.budgets import Budgets


@pytest.fixture
def replicas(database):
    return [Budgets(database, part=0.8).of("connection", 60 * 5) for _ in range(3)]  # 4 calls a second: 20 a window


async def calls_within(replicas, seconds: float) -> int:
    made = 0

    async def call(budget) -> None:
        nonlocal made
        while True:
            await budget.acquire()
            made += 1

    tasks = [asyncio.create_task(call(budget)) for budget in replicas]
    await asyncio.sleep(seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return made


async def test_replicas_share_one_budget(replicas):
    started = time.time()
    made = await calls_within(replicas, 2)
    windows = int((started + 2.2) // 5) - int(started // 5) + 1
    assert 0 < made <= 20 * windows


async def test_a_throttled_connection_holds_up_every_replica(replicas):
    await replicas[0].acquire()
    await replicas[1].throttled(30)
    with pytest.raises(BudgetExhausted) as exhausted:
        await replicas[2].acquire()
    assert 28 < exhausted.value.wait_seconds <= 30
    with pytest.raises(BudgetExhausted):
        await replicas[1].acquire()


async def test_a_short_throttle_is_waited_for(replicas):
    await replicas[0].throttled(0.5)
    started = time.monotonic()
    await replicas[1].acquire()
    assert time.monotonic() - started >= 0.4


async def test_other_keys_are_other_budgets(replicas):
    await replicas[0].throttled(30, "database-1")
    await replicas[0].acquire("database-2")
    await replicas[0].acquire()


async def test_the_database_is_asked_a_few_times_and_not_per_call(database):
    budget = Budgets(database, part=1.0).of("c", 60 * 200)
    asked = 0
    take = budget._take

    async def counted(*args):
        nonlocal asked
        asked += 1
        return await take(*args)

    budget._take = counted
    for _ in range(200):
        await budget.acquire()
    assert asked <= 4
