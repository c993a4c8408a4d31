from __future__ import annotations

import asyncio

import pytest

from psasync_results.domain.execution import Execution
from psasync_results.live import Hub
from psasync_results.store.executions import Stored


class Documents:
    """The executions of another replica."""

    def __init__(self) -> None:
        self.found: dict[str, Stored] = {}
        self.asked = 0

    async def revisions(self, ids: list[str]) -> dict[str, int]:
        self.asked += 1
        return {id_: self.found[id_].revision for id_ in ids if id_ in self.found}

    async def get(self, id_: str) -> Stored | None:
        return self.found.get(id_)


def at(revision: int, id_: str = "e") -> Stored:
    return Stored(Execution(id_, last_seq=revision), revision)


async def test_a_slow_watcher_misses_steps_and_never_the_last() -> None:
    hub = Hub(Documents(), 10)
    with hub.watch("e") as watcher:
        for revision in range(1, 100):
            hub.tell(at(revision))
        assert (await watcher.newer_than(0)).revision == 99
        waiting = asyncio.create_task(watcher.newer_than(99))
        await asyncio.sleep(0)
        assert not waiting.done()
        hub.tell(at(100))
        assert (await asyncio.wait_for(waiting, 1)).revision == 100


async def test_an_older_state_is_not_told_after_a_newer_one() -> None:
    hub = Hub(Documents(), 10)
    with hub.watch("e") as watcher:
        hub.tell(at(5))
        hub.tell(at(4))
        assert (await watcher.newer_than(0)).revision == 5


async def test_each_watcher_of_each_execution_hears_its_own() -> None:
    hub = Hub(Documents(), 10)
    with hub.watch("a") as first, hub.watch("a") as second, hub.watch("b") as other:
        hub.tell(at(1, "a"))
        assert (await first.newer_than(0)).revision == (await second.newer_than(0)).revision == 1
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(other.newer_than(0), 0.01)


async def test_the_poll_finds_what_others_wrote_and_asks_nothing_when_nobody_watches() -> None:
    documents = Documents()
    hub = Hub(documents, 10)
    await hub.poll()
    assert documents.asked == 0
    with hub.watch("e") as watcher:
        documents.found["e"] = at(3)
        await hub.poll()
        assert (await watcher.newer_than(2)).revision == 3
    await hub.poll()
    assert documents.asked == 1


async def test_streams_are_limited_and_give_their_place_back() -> None:
    hub = Hub(Documents(), 2)
    with hub.watch("a"), hub.watch("b"):
        assert hub.full
    assert not hub.full
    hub.tell(at(1, "a"))  # nobody is left to be told
