"""The same for each of many: bounded, in order, and one that fails leaves the others alone."""

import asyncio

from psasync.kit.http import Problem
from psasync_scheduler.actions.each import each
from psasync_scheduler.domain.errors import Refused


async def test_only_so_many_at_a_time_and_answers_in_order():
    running, most = 0, 0

    async def work(number: int) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return number * 2

    assert await each(range(20), work, at_once=3) == [number * 2 for number in range(20)]
    assert most == 3


async def test_each_fails_by_itself():
    async def work(number: int) -> int:
        if number == 1:
            raise Refused("no", "not this one")
        if number == 2:
            raise RuntimeError("a fault of ours")
        return number

    first, refused, fault, last = await each(range(4), work)
    assert (first, last) == (0, 3)
    assert isinstance(refused, Refused)
    assert isinstance(fault, Problem)
    assert fault.status == 500


async def test_what_the_time_does_not_reach_is_not_begun():
    begun: list[int] = []

    async def work(number: int) -> int:
        begun.append(number)
        await asyncio.sleep(0.05)
        return number

    answers = await each(range(50), work, at_once=2, seconds=0.12)
    assert 2 <= len(begun) < 50
    assert answers[: len(begun)] == begun
    left = answers[len(begun) :]
    assert all(isinstance(answer, Problem) and answer.code == "not-begun" for answer in left)
    assert all(isinstance(answer, Problem) and answer.status == 503 for answer in left)
