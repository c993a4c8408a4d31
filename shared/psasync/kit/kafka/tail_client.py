"""One connection of a reader without a group: an aiokafka consumer with all partitions assigned by hand."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError, OffsetOutOfRangeError, UnknownTopicOrPartitionError

from psasync.kit.kafka.admin import connected_admin
from psasync.kit.kafka.clients import make_consumer
from psasync.kit.kafka.connection import KafkaSettings, client_options, request_timeout_ms
from psasync.kit.kafka.records import Received

PARTITION_FETCH_BYTES = 262_144
FETCH_BYTES = 4_194_304
METADATA_AGE_MS = 30_000  # how late a new partition count is seen
LOOKUP_SECONDS = 10
CLOSE_SECONDS = 10
SILENCE_SECONDS = 30


class OutOfRange(Exception):  # noqa: N818  (the client's answer, not a fault)
    """Positions that the log does not hold."""

    def __init__(self, partitions: Sequence[int]) -> None:
        super().__init__(f"out of range: partitions {list(partitions)}")
        self.partitions = partitions


class TailClient:
    """Lives from one connection to its loss."""

    def __init__(self, settings: KafkaSettings, topic: str) -> None:
        self.topic = topic
        self.cluster_id = ""
        self.partitions = 0
        self._settings = settings
        self._connected_at = time.time()
        self._consumer = make_consumer(
            client_id="psasync-tail",
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="none",  # a position outside the log is told, not silently moved
            request_timeout_ms=request_timeout_ms(settings),
            metadata_max_age_ms=METADATA_AGE_MS,
            max_partition_fetch_bytes=PARTITION_FETCH_BYTES,
            fetch_max_bytes=FETCH_BYTES,
            **client_options(settings),
        )

    async def connect(self) -> None:
        """Learn the log's identity and take all its partitions. Raises KafkaError, OSError or TimeoutError."""
        async with asyncio.timeout(LOOKUP_SECONDS):
            async with connected_admin(self._settings) as admin:
                self.cluster_id = (await admin.describe_cluster())["cluster_id"]
                described = (await admin.describe_topics([self.topic]))[0]
            if described["error_code"]:
                raise UnknownTopicOrPartitionError(self.topic)
            self.partitions = len(described["partitions"])
            self._consumer.assign(self._all())
            await self._consumer.start()
        self._connected_at = time.time()

    async def close(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._consumer.stop()

    def seek(self, positions: Mapping[int, int]) -> None:
        for partition, offset in positions.items():
            self._consumer.seek(TopicPartition(self.topic, partition), offset)

    async def poll(self, wait_ms: int, max_records: int) -> Mapping[int, Sequence[Received]]:
        """Records per partition, none if none came in time.

        Raises OutOfRange, or KafkaConnectionError when nothing has been heard of the broker for half a minute or the
        topic's partition count has changed.
        """
        try:
            # Never cancelled by a timeout of ours: aiokafka would count the call as running for ever.
            polled = await self._consumer.getmany(timeout_ms=wait_ms, max_records=max_records)
        except OffsetOutOfRangeError as error:
            raise OutOfRange([partition.partition for partition in error.args[0]]) from error
        if not polled:
            self._check()
        return {
            partition.partition: [Received.of(record) for record in records] for partition, records in polled.items()
        }

    async def beginning_offsets(self) -> dict[int, int]:
        async with asyncio.timeout(LOOKUP_SECONDS):
            found = await self._consumer.beginning_offsets(self._all())
        return {partition.partition: offset for partition, offset in sorted(found.items())}

    async def end_offsets(self) -> dict[int, int]:
        async with asyncio.timeout(LOOKUP_SECONDS):
            found = await self._consumer.end_offsets(self._all())
        return {partition.partition: offset for partition, offset in sorted(found.items())}

    def _all(self) -> list[TopicPartition]:
        return [TopicPartition(self.topic, partition) for partition in range(self.partitions)]

    def _check(self) -> None:
        known = self._consumer.partitions_for_topic(self.topic)
        if known and len(known) != self.partitions:
            raise KafkaConnectionError(f"{self.topic} has {len(known)} partitions")
        heard = max(self._consumer.last_poll_timestamp(partition) or 0 for partition in self._all()) / 1000
        if time.time() - max(heard, self._connected_at) > SILENCE_SECONDS:
            raise KafkaConnectionError(f"nothing heard of {self.topic} for {SILENCE_SECONDS} s")
