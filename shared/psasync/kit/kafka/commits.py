"""Commits what was done, beside the work on what follows, and never lets a failed commit stop the consumer."""

import asyncio
from collections.abc import Mapping

from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from psasync.kit.kafka.assignment import Assignment
from psasync.kit.kafka.clients import Consumer
from psasync.kit.kafka.metrics import LOST_COMMITS
from psasync.kit.logging import get_logger

COMMIT_SECONDS = 10

log = get_logger(__name__)


class Commits:
    """The offsets of one consumer: one request at a time, each with the newest offset of every partition.

    Offsets are always given: without them aiokafka commits its *positions*, which run ahead of the work and which a
    rebalance resets, and reports success. What is on its way when the process dies is done again.
    """

    def __init__(self, assignment: Assignment, group: str) -> None:
        self._assignment = assignment
        self._group = group
        self._due: dict[TopicPartition, tuple[int, int]] = {}  # the offset, and the generation it belongs to
        self._task: asyncio.Task[None] | None = None

    def done(self, consumer: Consumer, partition: TopicPartition, offset: int, generation: int) -> None:
        """Everything of the partition before `offset` is done: have it committed soon."""
        self._due[partition] = (offset, generation)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(consumer))

    async def flush(self, seconds: float) -> bool:
        """Wait until nothing is due; False if that took longer."""
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=seconds)
        return self._task is None or self._task.done()

    async def _run(self, consumer: Consumer) -> None:
        while self._due:
            due, self._due = self._due, {}
            offsets = {
                partition: offset
                for partition, (offset, generation) in due.items()
                if self._assignment.holds(partition, generation)
            }
            if offsets:
                await self._commit(consumer, offsets)

    async def _commit(self, consumer: Consumer, offsets: Mapping[TopicPartition, int]) -> None:
        """A failed commit costs repetition only: the next one covers it, or whoever gets the partition repeats it."""
        try:
            async with asyncio.timeout(COMMIT_SECONDS):
                await consumer.commit(offsets)
        except (CommitFailedError, IllegalStateError):
            why = "the partitions went to other members, which get the records again"
        except (KafkaError, TimeoutError) as fault:
            why = f"{type(fault).__name__}; the next commit covers it"
        else:
            return
        (topic,) = {partition.topic for partition in offsets}
        LOST_COMMITS.labels(topic, self._group).inc()
        lost = {partition.partition: offset for partition, offset in offsets.items()}
        log.warning("kafka.commit.lost", topic=topic, offsets=lost, group=self._group, why=why)
