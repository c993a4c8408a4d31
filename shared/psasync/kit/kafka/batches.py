"""Publishes many records of one key, in order, as Kafka batches."""

import asyncio
import math
import time
from collections import OrderedDict, deque
from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

from aiokafka import TopicPartition
from aiokafka.producer.message_accumulator import BatchBuilder

from psasync.kit.kafka.abortable import AbortableProducer, Acknowledgement

IN_FLIGHT = 8  # batches of one call; each holds at most the producer's `max_batch_size`
LOCKS = 1024
# Much less than the time after which a broker forgets an idle producer (producer.id.expiration.ms, a day).
KNOWN_SECONDS = 3_600.0


class BatchPublisher:
    """Sends batch after batch without waiting for each answer, and keeps the order whatever fails.

    The broker refuses a batch whose sequence does not follow the last one it has of this producer and partition, so
    nothing after a failed batch gets in. That holds once it has one, and until it forgets the producer. The first
    batch to a partition, and the first of each hour, is therefore awaited alone: if it failed while the broker knew
    none, the next one would be taken as the beginning, and the topic would have a hole.
    """

    def __init__(self) -> None:
        self._begun: WeakKeyDictionary[AbortableProducer, dict[TopicPartition, float]] = WeakKeyDictionary()
        self._locks: OrderedDict[TopicPartition, asyncio.Lock] = OrderedDict()

    async def publish(
        self,
        producer: AbortableProducer,
        partition: TopicPartition,
        *,
        key: bytes,
        values: Sequence[bytes],
        timestamp_ms: int | None,
    ) -> None:
        """Returns once all are acknowledged. After an exception the producer must be discarded."""
        waiting: deque[Acknowledgement] = deque()
        try:
            for batch in _batches(producer, key, values, timestamp_ms):
                waiting.append(await self._submit(producer, partition, batch))
                while len(waiting) >= IN_FLIGHT or (waiting and waiting[0].done()):
                    await waiting.popleft()
            while waiting:
                await waiting.popleft()
        finally:
            for acknowledgement in waiting:
                acknowledgement.cancel()

    async def _submit(
        self, producer: AbortableProducer, partition: TopicPartition, batch: BatchBuilder
    ) -> Acknowledgement:
        begun = self._begun.setdefault(producer, {})
        # aiokafka lets one batch of a partition wait behind the one in flight: callers queue up here, in order.
        async with self._lock(partition):
            acknowledgement = await producer.submit(batch, partition.topic, partition.partition)
            if time.monotonic() - begun.get(partition, -math.inf) >= KNOWN_SECONDS:
                await acknowledgement
                begun[partition] = time.monotonic()
        return acknowledgement

    def _lock(self, partition: TopicPartition) -> asyncio.Lock:
        lock = self._locks.setdefault(partition, asyncio.Lock())
        self._locks.move_to_end(partition)
        if len(self._locks) > LOCKS:
            oldest = next(iter(self._locks))
            if not self._locks[oldest].locked():
                del self._locks[oldest]
        return lock


def _batches(
    producer: AbortableProducer, key: bytes, values: Sequence[bytes], timestamp_ms: int | None
) -> Iterator[BatchBuilder]:
    batch = producer.new_batch()
    for value in values:
        if batch.append(timestamp=timestamp_ms, key=key, value=value) is None:
            yield batch
            batch = producer.new_batch()
            batch.append(timestamp=timestamp_ms, key=key, value=value)
    yield batch
