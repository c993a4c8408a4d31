"""The call budget of a connection, over replicas."""

from __future__ import annotations

import asyncio
import itertools
import time

import pytest

from psasync.contracts.internal import ResolvedConnection
from psasync.contracts.vocabulary import System
from psasync.psa.budgets import Budgets
from psasync.psa.port import BudgetExhausted, CallBudget, CallLimit


def connection(name: str, calls_per_minute: int) -> ResolvedConnection:
    return ResolvedConnection(
        id=name,
        tenant="acme",
        system=System.AUTOTASK,
        name="PSA",
        version=1,
        settings={},
        secrets={},
        calls_per_minute=calls_per_minute,
        concurrent_calls=6,
    )


@pytest.fixture
def replicas(database):
    """Of four calls a second: 20 a window."""
    return [Budgets(database, part=0.8).of(connection("connection", 60 * 5)) for _ in range(3)]


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


def hourly(key: str, calls: int = 50) -> CallLimit:
    return CallLimit(key, calls, 3600, "Autotask's hourly limit")


async def test_other_keys_are_other_budgets(replicas):
    await replicas[0].throttled(30, hourly("database-1"))
    await replicas[0].acquire(hourly("database-2"))
    await replicas[0].acquire()
    with pytest.raises(BudgetExhausted):
        await replicas[0].acquire(hourly("database-1"))


async def test_connections_that_share_a_limit_share_its_calls(database):
    budgets = Budgets(database, part=0.8)
    first, second = budgets.of(connection("one", 6000)), budgets.of(connection("two", 6000))
    made: list[CallBudget] = []

    async def use_up() -> None:
        for budget in itertools.cycle((first, second)):
            await budget.acquire(hourly("database"))
            made.append(budget)

    with pytest.raises(BudgetExhausted) as exhausted:
        await use_up()
    assert 20 <= len(made) <= 40  # four fifths of 50, less what the other connection still holds
    assert 3540 <= exhausted.value.wait_seconds <= 3660
    assert exhausted.value.reason == "Autotask's hourly limit"


async def test_a_long_window_rolls(database):
    """Whatever the alignment of the buckets, no stretch of the window's length sees more than its calls."""
    budget = Budgets(database, part=1.0).of(connection("rolling", 6000))
    limit = CallLimit("rolling", 30, 61, "a limit")
    made: list[float] = []
    granted: list[int] = []
    take = budget._take

    async def noted(gate):
        answer = await take(gate)
        if gate is budget._gate(limit):
            granted.append(answer.granted)
        return answer

    budget._take = noted

    async def use_up() -> None:
        while True:
            asked = time.monotonic()  # it counts from when it was granted, however late that is heard here
            await budget.acquire(limit)
            made.append(asked)

    with pytest.raises(BudgetExhausted):
        await use_up()
    assert sum(granted) == 30
    assert 15 <= len(made) <= 30  # what is held when a bucket of the window ends is lost
    with pytest.raises(BudgetExhausted) as exhausted:
        await budget.acquire(limit)
    assert made[0] + 61 <= time.monotonic() + exhausted.value.wait_seconds + 0.1


def test_the_others_keep_a_call_each(database):
    budget = Budgets(database, part=0.8).of(connection("c", 600))
    assert [budget.at_once(total) for total in (1, 2, 3, 4, 5, 6)] == [1, 1, 1, 2, 3, 4]


async def test_the_database_is_asked_a_few_times_and_not_per_call(database):
    budget = Budgets(database, part=1.0).of(connection("c", 60 * 200))
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
