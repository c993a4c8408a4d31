from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from psasync.kit.loops import Loops, LoopStatus


async def until(condition: Callable[[], bool], seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.001)


@pytest.fixture
async def loops():
    made = Loops(first=0.001, cap=0.002)
    yield made
    await made.stop(1)


async def test_a_failing_loop_is_started_again_and_says_so(loops: Loops) -> None:
    attempts = 0

    async def flaky() -> None:
        nonlocal attempts
        attempts += 1
        if attempts < 4:
            raise ValueError(f"attempt {attempts}")
        await asyncio.Event().wait()

    loops.add("flaky", flaky)
    assert loops.state()["flaky"].status is LoopStatus.WAITING
    await loops.start()
    await until(lambda: attempts == 4)
    state = loops.state()["flaky"]
    assert (state.status, state.restarts, state.check) == (LoopStatus.RUNNING, 3, "ok")


async def test_between_attempts_it_is_not_ready_and_names_the_error() -> None:
    loops = Loops(first=50, cap=50)

    async def broken() -> None:
        raise ValueError("the reason")

    loops.add("broken", broken)
    await loops.start()
    await until(lambda: loops.state()["broken"].status is LoopStatus.RESTARTING)
    assert "ValueError: the reason" in loops.state()["broken"].check
    await loops.stop(1)
    assert loops.state()["broken"].status is LoopStatus.STOPPED


async def test_a_stray_cancellation_is_a_failure_and_not_the_end(loops: Loops) -> None:
    attempts = 0

    async def cancelled_inside() -> None:
        nonlocal attempts
        attempts += 1
        inner = asyncio.create_task(asyncio.sleep(60))
        inner.cancel()
        await inner

    loops.add("x", cancelled_inside)
    await loops.start()
    await until(lambda: attempts >= 3)


async def test_a_loop_that_returns_is_finished(loops: Loops) -> None:
    async def once() -> None:
        return

    loops.add("once", once)
    await loops.start()
    await until(lambda: loops.state()["once"].status is LoopStatus.FINISHED)
    assert loops.state()["once"].check == "ok"


async def test_one_failing_loop_leaves_the_others_alone(loops: Loops) -> None:
    ticks = 0

    async def ticking() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    async def broken() -> None:
        raise ValueError

    loops.add("broken", broken)
    loops.add("ticking", ticking)
    await loops.start()
    await until(lambda: ticks > 100 and loops.state()["broken"].restarts > 2)
    assert loops.state()["ticking"].restarts == 0


async def test_stop_cancels_at_once_but_lets_clean_up_finish() -> None:
    loops, cleaned = Loops(), []

    async def run() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.01)
            cleaned.append(True)

    loops.add("run", run)
    await loops.start()
    await asyncio.sleep(0)
    await loops.stop(5)
    assert cleaned == [True]


async def test_a_draining_loop_is_given_the_grace() -> None:
    loops, finished = Loops(), []

    async def drain() -> None:
        await loops.stopping.wait()
        await asyncio.sleep(0.02)
        finished.append(True)

    loops.add("drain", drain, drains=True)
    await loops.start()
    await asyncio.sleep(0)
    await loops.stop(5)
    assert finished == [True]


async def test_a_loop_that_does_not_stop_is_not_waited_for() -> None:
    loops, release = Loops(), asyncio.Event()

    async def stubborn() -> None:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    loops.add("stubborn", stubborn)
    await loops.start()
    await asyncio.sleep(0)
    async with asyncio.timeout(2):
        await loops.stop(0.05)
    release.set()


async def test_names_are_unique(loops: Loops) -> None:
    async def run() -> None: ...

    loops.add("a", run)
    with pytest.raises(ValueError, match="'a'"):
        loops.add("a", run)
