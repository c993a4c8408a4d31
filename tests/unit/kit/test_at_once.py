"""Pieces of work beside their caller."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from psasync.kit.at_once import AtOnce


class Work:
    """Pieces that go on until they are let."""

    def __init__(self) -> None:
        self.running: set[str] = set()
        self.done: list[str] = []
        self.canceled: list[str] = []
        self._let = asyncio.Event()

    async def piece(self, name: str, fault: Exception | None = None) -> None:
        self.running.add(name)
        try:
            if fault is None:
                await self._let.wait()
            else:
                raise fault
            self.done.append(name)
        except asyncio.CancelledError:
            self.canceled.append(name)
            raise
        finally:
            self.running.discard(name)

    def let(self) -> None:
        self._let.set()


async def all_of(limit: int, *work: partial) -> None:
    async with AtOnce(limit) as pieces:
        for piece in work:
            await pieces.start(piece)


async def test_no_more_than_the_limit_run_and_leaving_waits_for_all() -> None:
    work = Work()
    async with AtOnce(2) as pieces:
        await pieces.start(partial(work.piece, "a"))
        await pieces.start(partial(work.piece, "b"))
        third = asyncio.create_task(pieces.start(partial(work.piece, "c")))
        await asyncio.sleep(0.01)
        assert work.running == {"a", "b"}
        assert not third.done()
        work.let()
        await third
    assert sorted(work.done) == ["a", "b", "c"]


async def test_the_first_failure_is_raised_and_ends_the_others() -> None:
    work = Work()
    with pytest.raises(RuntimeError, match="no database"):
        await all_of(3, partial(work.piece, "a"), partial(work.piece, "b", RuntimeError("no database")))
    assert work.canceled == ["a"]


async def test_a_failure_is_noticed_at_the_next_start_at_the_limit() -> None:
    work = Work()
    with pytest.raises(RuntimeError, match="no database"):
        await all_of(1, partial(work.piece, "a", RuntimeError("no database")), partial(work.piece, "b"))
    assert not work.running
    assert not work.done


async def test_a_failure_of_the_caller_ends_what_runs() -> None:
    work = Work()

    async def caller() -> None:
        async with AtOnce(2) as pieces:
            await pieces.start(partial(work.piece, "a"))
            raise LookupError

    with pytest.raises(LookupError):
        await caller()
    assert work.canceled == ["a"]


async def test_a_cancellation_while_waiting_ends_what_runs() -> None:
    work = Work()

    task = asyncio.create_task(all_of(2, partial(work.piece, "a")))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.canceled == ["a"]
