"""Which partitions a consumer holds, told apart from the times when it held them before."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from aiokafka import ConsumerRebalanceListener, TopicPartition

Partitions = frozenset[TopicPartition]


class Assignment(ConsumerRebalanceListener):
    """Follows the group's rebalances.

    aiokafka rebalances in the background, while a handler runs, and takes all partitions away each time. What was
    polled before is then polled again by whoever holds the partition, this consumer included; `generation` tells
    such a batch from a current one.
    """

    def __init__(self, drain_seconds: float, on_revoked: Callable[[Partitions], Awaitable[None]]) -> None:
        self._drain_seconds = drain_seconds
        self._on_revoked = on_revoked
        self._working = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.generation = 0
        self.partitions: Partitions = frozenset()
        self.waiting_since: float | None = time.monotonic()  # None while it holds what the group gave it
        self.working_since: float | None = None

    def holds(self, partition: TopicPartition, generation: int) -> bool:
        """Whether what was polled from the partition in that generation is still this consumer's to do."""
        return generation == self.generation and partition in self.partitions

    @contextmanager
    def working(self) -> Iterator[int]:
        """Marks the work on one batch; gives its generation."""
        self._working += 1
        self._idle.clear()
        self.working_since = self.working_since or time.monotonic()
        try:
            yield self.generation
        finally:
            self._working -= 1
            if not self._working:
                self.working_since = None
                self._idle.set()

    async def drained(self, seconds: float) -> bool:
        """Wait until no batch is being worked on; False if that took longer."""
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Give the batch at hand a moment to be finished and committed: then nobody does it twice."""
        self.waiting_since = time.monotonic()
        await self.drained(self._drain_seconds)
        await self._on_revoked(frozenset(revoked))
        self.generation += 1
        self.partitions = frozenset()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        self.partitions = frozenset(assigned)
        self.waiting_since = None
