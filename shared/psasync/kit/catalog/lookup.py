"""A bounded cache in front of an answer that may be away for a while."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from psasync.kit.catalog.errors import CatalogUnavailable

T = TypeVar("T")

_RETRY_SECONDS = 5.0  # while stale answers are used, this long passes between two attempts to renew one


@dataclass(slots=True)
class _Entry(Generic[T]):
    value: T
    fetched_at: float
    renew_at: float


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """Seconds. `fresh`: used without asking; `stale`: used when asking fails; `negative`: "there is none"."""

    fresh: float
    stale: float = 0.0
    negative: float = 5.0


class Lookup(Generic[T]):
    """Answers from memory, else by `fetch`, once per key however many ask at the same time.

    At most `size` answers and as many negative ones are kept, apart from each other, so that a flood of unknown keys
    drops no known one. `fetch` gives None for "there is none" and raises `CatalogUnavailable`.
    """

    def __init__(
        self,
        fetch: Callable[[str], Awaitable[T | None]],
        lifetimes: Lifetimes,
        *,
        size: int,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._lifetimes = lifetimes
        self._size = size
        self._monotonic = monotonic
        self._entries: OrderedDict[str, _Entry[T]] = OrderedDict()
        self._absent: OrderedDict[str, float] = OrderedDict()
        self._flights: dict[str, asyncio.Task[T | None]] = {}
        self._generation = 0

    async def get(self, key: str) -> T | None:
        now = self._monotonic()
        entry = self._entries.get(key)
        if entry is not None and now < entry.renew_at:
            self._entries.move_to_end(key)
            return entry.value
        if now < self._absent.get(key, now):
            return None
        try:
            return await self._fetched(key)
        except CatalogUnavailable:
            stale = self._stale(key)
            if stale is None:
                raise
            return stale

    def forget(self, matches: Callable[[T], bool]) -> None:
        """Drop answers that match, all negative ones, and whatever a fetch now under way will bring."""
        for key in [key for key, entry in self._entries.items() if matches(entry.value)]:
            del self._entries[key]
        self._absent.clear()
        self._flights.clear()
        self._generation += 1

    async def _fetched(self, key: str) -> T | None:
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.create_task(self._fly(key, self._generation))
            flight.add_done_callback(_retrieve)
        # Shielded: the caller that asked first may be cancelled while others wait for the same answer.
        return await asyncio.shield(flight)

    async def _fly(self, key: str, generation: int) -> T | None:
        try:
            value = await self._fetch(key)
            if generation == self._generation:
                self._keep(key, value)
            return value
        finally:
            if self._flights.get(key) is asyncio.current_task():
                del self._flights[key]

    def _keep(self, key: str, value: T | None) -> None:
        now = self._monotonic()
        if value is None:
            self._entries.pop(key, None)
            self._absent[key] = now + self._lifetimes.negative
            _shrink(self._absent, key, self._size)
        else:
            self._absent.pop(key, None)
            self._entries[key] = _Entry(value, now, now + self._lifetimes.fresh)
            _shrink(self._entries, key, self._size)

    def _stale(self, key: str) -> T | None:
        """A kept answer that is too old to be fresh and young enough to be used while there is no other."""
        entry = self._entries.get(key)
        now = self._monotonic()
        if entry is None or now - entry.fetched_at >= self._lifetimes.stale:
            return None
        entry.renew_at = min(now + _RETRY_SECONDS, entry.fetched_at + self._lifetimes.stale)
        return entry.value


def _shrink(cache: "OrderedDict[str, _Entry[T]] | OrderedDict[str, float]", newest: str, size: int) -> None:
    cache.move_to_end(newest)
    while len(cache) > size:
        cache.popitem(last=False)


def _retrieve(flight: "asyncio.Task[T | None]") -> None:
    """Its waiters may all be gone: then nobody else looks at the failure."""
    if not flight.cancelled():
        flight.exception()
