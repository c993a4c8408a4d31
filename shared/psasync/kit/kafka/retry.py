"""Comes back to a partition after a while, without keeping the consumer from polling.

The partition is put back to the record to repeat and paused; a timer resumes it. Meanwhile the others go on, and the
consumer stays an active member of its group however long the fault lasts. A rebalance ends the pause: the partition
then starts at its committed offset, here or elsewhere.
"""

import asyncio

from aiokafka import TopicPartition

from psasync.kit.backoff import Backoff
from psasync.kit.kafka.assignment import Assignment
from psasync.kit.kafka.clients import Consumer

FIRST_SECONDS = 0.2
CAP_SECONDS = 30


class Retries:
    """The partitions of one consumer that failed, each with its own backoff."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self._backoffs: dict[TopicPartition, Backoff] = {}

    def attempts(self, partition: TopicPartition) -> int:
        """How often in a row the partition has failed."""
        backoff = self._backoffs.get(partition)
        return backoff.attempts if backoff else 0

    def again(self, consumer: Consumer, partition: TopicPartition, offset: int, generation: int) -> float:
        """Read the partition again from `offset`, after the seconds returned. The partition must still be held."""
        seconds = self._backoffs.setdefault(partition, Backoff(FIRST_SECONDS, CAP_SECONDS)).next()
        consumer.seek(partition, offset)
        consumer.pause(partition)
        asyncio.get_running_loop().call_later(seconds, self._resume, consumer, partition, generation)
        return seconds

    def succeeded(self, partition: TopicPartition) -> None:
        self._backoffs.pop(partition, None)

    def _resume(self, consumer: Consumer, partition: TopicPartition, generation: int) -> None:
        if self._assignment.holds(partition, generation):
            consumer.resume(partition)
