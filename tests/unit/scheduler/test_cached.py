"""What is kept of a provider's answers."""

import asyncio

import pytest

from psasync_scheduler.actions.oidc.cached import FRESH_SECONDS, PAUSE_SECONDS, STALE_SECONDS, Cached
from psasync_scheduler.actions.oidc.errors import ProviderDown


class Asked:
    """Gives itself a number with each answer; its clock stands until a test moves it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.count = 0
        self.down = False
        self.cached = Cached(self._fetch, monotonic=lambda: self.now)

    async def _fetch(self) -> str:
        self.count += 1
        await asyncio.sleep(0)
        if self.down:
            raise ProviderDown("test")
        return f"answer {self.count}"


async def test_many_at_once_are_one_question():
    asked = Asked()
    assert set(await asyncio.gather(*(asked.cached.get() for _ in range(20)))) == {"answer 1"}
    asked.now += FRESH_SECONDS - 1
    assert await asked.cached.get() == "answer 1"
    asked.now += 1
    assert await asked.cached.get() == "answer 2"


async def test_a_newer_one_is_asked_for_rarely():
    asked = Asked()
    first = await asked.cached.get()
    assert await asked.cached.newer(first) == first, "asked a moment ago"
    asked.now += PAUSE_SECONDS
    newer = await asyncio.gather(*(asked.cached.newer(first) for _ in range(20)))
    assert set(newer) == {"answer 2"}
    assert asked.count == 2


async def test_an_old_answer_serves_while_there_is_no_other():
    asked = Asked()
    await asked.cached.get()
    asked.down = True
    asked.now += FRESH_SECONDS
    for _ in range(5):
        assert await asked.cached.get() == "answer 1"
    assert asked.count == 2, "a provider that is down is asked once in a while"
    asked.now += STALE_SECONDS
    with pytest.raises(ProviderDown):
        await asked.cached.get()
    asked.down = False
    assert await asked.cached.get() == "answer 4"
