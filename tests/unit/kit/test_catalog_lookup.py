from __future__ import annotations

import asyncio

import pytest

from psasync.kit.catalog import CatalogUnavailable
from psasync.kit.catalog.lookup import Lifetimes, Lookup


class Source:
    """What is asked: counts the questions, can be slow, away or without an answer."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.asked: list[str] = []
        self.known: dict[str, str] = {}
        self.away = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self, key: str) -> str | None:
        self.asked.append(key)
        value = self.known.get(key)
        await self.gate.wait()
        if self.away:
            raise CatalogUnavailable("away")
        return value

    def lookup(self, size: int = 10, **lifetimes: float) -> Lookup[str]:
        times = Lifetimes(**{"fresh": 10, "stale": 60, "negative": 5, **lifetimes})
        return Lookup(self.fetch, times, size=size, monotonic=lambda: self.now)


@pytest.fixture
def source() -> Source:
    return Source()


async def test_an_answer_is_used_while_fresh_and_then_asked_again(source: Source) -> None:
    source.known["a"] = "1"
    lookup = source.lookup()
    assert await lookup.get("a") == "1"
    source.known["a"] = "2"
    source.now += 9
    assert await lookup.get("a") == "1"
    source.now += 2
    assert await lookup.get("a") == "2"
    assert source.asked == ["a", "a"]


async def test_an_unknown_key_is_remembered_for_a_shorter_time(source: Source) -> None:
    lookup = source.lookup()
    assert await lookup.get("a") is None
    source.known["a"] = "1"
    source.now += 4
    assert await lookup.get("a") is None
    source.now += 2
    assert await lookup.get("a") == "1"


async def test_a_hundred_at_once_are_one_question(source: Source) -> None:
    source.known["a"] = "1"
    source.gate.clear()
    lookup = source.lookup()
    waiting = [asyncio.create_task(lookup.get("a")) for _ in range(100)]
    await asyncio.sleep(0)
    source.gate.set()
    assert await asyncio.gather(*waiting) == ["1"] * 100
    assert source.asked == ["a"]


async def test_a_cancelled_asker_does_not_take_the_answer_from_the_others(source: Source) -> None:
    source.known["a"] = "1"
    source.gate.clear()
    lookup = source.lookup()
    first, second = (asyncio.create_task(lookup.get("a")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    source.gate.set()
    assert await second == "1"
    assert source.asked == ["a"]


class TestAway:
    async def test_a_stale_answer_serves_until_it_is_too_old(self, source: Source) -> None:
        source.known["a"] = "1"
        lookup = source.lookup()
        await lookup.get("a")
        source.away = True
        source.now += 59
        assert await lookup.get("a") == "1"
        source.now += 2
        with pytest.raises(CatalogUnavailable):
            await lookup.get("a")

    async def test_it_is_not_asked_for_every_use_of_a_stale_answer(self, source: Source) -> None:
        source.known["a"] = "1"
        lookup = source.lookup()
        await lookup.get("a")
        source.away = True
        source.now += 11
        for _ in range(20):
            await lookup.get("a")
        assert len(source.asked) == 2

    async def test_an_unknown_key_is_unavailable_and_not_absent(self, source: Source) -> None:
        source.away = True
        lookup = source.lookup()
        with pytest.raises(CatalogUnavailable):
            await lookup.get("a")
        source.away = False
        source.known["a"] = "1"
        assert await lookup.get("a") == "1"

    async def test_gone_at_the_source_is_gone_here(self, source: Source) -> None:
        source.known["a"] = "1"
        lookup = source.lookup()
        await lookup.get("a")
        del source.known["a"]
        source.now += 11
        assert await lookup.get("a") is None
        source.away = True
        source.now += 6
        with pytest.raises(CatalogUnavailable):
            await lookup.get("a")


class TestForget:
    async def test_drops_what_matches_and_every_negative_answer(self, source: Source) -> None:
        source.known.update(a="1", b="2")
        lookup = source.lookup()
        for key in ("a", "b", "c"):
            await lookup.get(key)
        lookup.forget(lambda value: value == "1")
        for key in ("a", "b", "c"):
            await lookup.get(key)
        assert source.asked == ["a", "b", "c", "a", "c"]

    async def test_a_forgotten_answer_is_not_stale_but_unknown(self, source: Source) -> None:
        source.known["a"] = "1"
        lookup = source.lookup()
        await lookup.get("a")
        source.away = True
        lookup.forget(lambda _: True)
        with pytest.raises(CatalogUnavailable):
            await lookup.get("a")

    async def test_an_answer_under_way_is_not_kept(self, source: Source) -> None:
        source.known["a"] = "old"
        source.gate.clear()
        lookup = source.lookup()
        early = asyncio.create_task(lookup.get("a"))
        async with asyncio.timeout(5):
            while not source.asked:
                await asyncio.sleep(0)
        source.known["a"] = "new"
        lookup.forget(lambda _: True)
        late = asyncio.create_task(lookup.get("a"))
        await asyncio.sleep(0)
        source.gate.set()
        assert await early == "old"
        assert await late == "new"
        assert await lookup.get("a") == "new"


class TestMemory:
    async def test_is_bounded_for_known_and_unknown_keys(self, source: Source) -> None:
        lookup = source.lookup(size=10)
        source.known.update({f"k{n}": str(n) for n in range(200)})
        for n in range(200):
            await lookup.get(f"k{n}")
            await lookup.get(f"unknown{n}")
        assert len(lookup._entries) == 10
        assert len(lookup._absent) == 10
        assert not lookup._flights

    async def test_a_flood_of_unknown_keys_drops_no_known_one(self, source: Source) -> None:
        source.known["a"] = "1"
        lookup = source.lookup(size=10)
        await lookup.get("a")
        for n in range(200):
            await lookup.get(f"unknown{n}")
        await lookup.get("a")
        assert source.asked.count("a") == 1

    async def test_the_least_used_goes_first(self, source: Source) -> None:
        source.known.update({key: key for key in "abc"})
        lookup = source.lookup(size=2)
        for key in ("a", "b", "a", "c", "a"):
            await lookup.get(key)
        assert source.asked == ["a", "b", "c"]
