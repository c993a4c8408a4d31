"""Polls the next batch while the one at hand is worked on."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from aiokafka import TopicPartition

from psasync.kit.kafka.assignment import Assignment
from psasync.kit.kafka.clients import Record
from psasync.kit.kafka.records import Received

Records = tuple[Received, ...]
Poll = Callable[[Any], Coroutine[Any, Any, tuple[Record, ...]]]


class ReadAhead:
    """At most one batch. What it holds is dropped where it is to be read again: by whoever has the partition then.

    A batch belongs to the generation of the assignment in which it was polled. A partition that is put back while a
    batch of it is held is left out of that: the client gives its records again. It must be paused with that, so that
    a poll which is still under way brings none of it.
    """

    def __init__(self, poll: Poll, assignment: Assignment) -> None:
        self._poll = poll
        self._assignment = assignment
        self._ahead: asyncio.Task[tuple[Records, int]] | None = None
        self._put_back: set[TopicPartition] = set()

    def begin(self, consumer: Any) -> None:
        """Poll, beside what the caller does next."""
        if self._ahead is None:
            self._ahead = asyncio.create_task(self._polled(consumer))
            self._ahead.add_done_callback(_retrieve)

    async def next(self, consumer: Any) -> Records:
        """What was polled meanwhile, or is now; perhaps nothing. Raises what the poll raises."""
        ahead, self._ahead = self._ahead, None
        put_back, self._put_back = self._put_back, set()  # with what is held, though that be a fault
        records, generation = await (ahead or self._polled(consumer))
        if generation != self._assignment.generation or self._assignment.waiting_since is not None:
            # The partitions are being given away, or were: the batch at hand was the last.
            return ()
        if not put_back:
            return records
        return tuple(record for record in records if TopicPartition(record.topic, record.partition) not in put_back)

    def put_back(self, partition: TopicPartition) -> None:
        """The consumer has been set to an earlier record of this partition, and paused for it."""
        if self._ahead is not None and self._ahead.done():
            self._put_back.add(partition)

    def close(self) -> None:
        """What is held is left to whoever reads the group next."""
        if self._ahead is not None:
            self._ahead.cancel()
            self._ahead = None

    async def _polled(self, consumer: Any) -> tuple[Records, int]:
        records = tuple(map(Received.of, await self._poll(consumer)))
        # Nothing is awaited between the taking of the records and the look at the generation.
        return records, self._assignment.generation


def _retrieve(task: asyncio.Task[Any]) -> None:
    """Whoever takes the batch hears of a fault; when nobody does, it is none."""
    if not task.cancelled():
        task.exception()
