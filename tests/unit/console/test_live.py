"""Streams: bounded, and no faster than a page can take."""

from __future__ import annotations

import asyncio

import pytest

from psasync.kit.http import Problem
from psasync_console.web.live import LiveStreams, latest


async def numbers(*values: int):
    for value in values:
        yield value


async def test_what_comes_at_once_is_told_by_its_latest():
    assert [item async for item in latest(numbers(1, 2, 3), every=60)] == [3]


async def test_what_comes_later_is_told_too():
    more = asyncio.Event()

    async def source():
        yield 1
        await more.wait()
        yield 2

    told = latest(source(), every=0)
    assert await anext(told) == 1
    more.set()
    assert await anext(told) == 2
    with pytest.raises(StopAsyncIteration):
        await anext(told)


async def test_a_source_that_fails_fails_it():
    async def source():
        yield 1
        raise LookupError("gone")

    told = latest(source(), every=0)
    assert await anext(told) == 1
    with pytest.raises(LookupError):
        await anext(told)


async def test_leaving_ends_the_source():
    ended = asyncio.Event()

    async def source():
        try:
            yield 1
            await asyncio.Event().wait()
        finally:
            ended.set()

    told = latest(source(), every=0)
    await anext(told)
    await told.aclose()
    assert ended.is_set()


def test_so_many_of_one_key_and_of_all():
    streams = LiveStreams(total=3, per_key=2)
    with streams.hold("a"), streams.hold("a"):
        with pytest.raises(Problem, match="429"):
            streams.check("a")
        streams.check("b")
        with streams.hold("b"), pytest.raises(Problem, match="429"):
            streams.check("c")
    streams.check("a")
