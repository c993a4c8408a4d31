"""Reads a whole topic without a group: every replica sees every record that is retained."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiokafka.errors import KafkaError

from psasync.contracts.topics import TopicSpec
from psasync.kit.backoff import Backoff
from psasync.kit.kafka.connection import KafkaSettings
from psasync.kit.kafka.metrics import TAIL_GAPS, TAIL_RECORDS
from psasync.kit.kafka.records import Received
from psasync.kit.kafka.tail_client import OutOfRange, TailClient
from psasync.kit.logging import get_logger

RETRY_FIRST_SECONDS = 0.2
RETRY_CAP_SECONDS = 5

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LogIdentity:
    """What an offset means something in: another cluster, or another partition count, is another log."""

    cluster_id: str
    topic: str
    partitions: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """Records of one partition, in order, following those before without a gap unless `FellOut` was given."""

    partition: int
    records: Sequence[Received]


@dataclass(frozen=True, slots=True)
class FellOut:
    """The position is not in the log: retention passed it, or the log was replaced. Records may have been missed."""

    partition: int
    expected: int  # the offset that would have come next
    resumed_at: int  # the offset that comes next instead


@dataclass(frozen=True, slots=True)
class LogChanged:
    """The log is another one. Positions in the one before mean nothing; all partitions start at the earliest record."""

    before: LogIdentity
    now: LogIdentity


TailEvent = Arrived | FellOut | LogChanged


@dataclass
class TailConsumer:
    """All partitions of one topic, from `start` (offset per partition) or else the earliest retained record.

    `events()` runs until it is closed, over restarts of the broker, and keeps its positions meanwhile; one iteration
    at a time. What is read ahead is bounded by the client's fetch size; a slow reader holds the reading up.
    """

    settings: KafkaSettings
    topic: TopicSpec
    start: Mapping[int, int] = field(default_factory=dict)
    max_records: int = 1000
    poll_ms: int = 500  # how long one call waits; records end it

    def __post_init__(self) -> None:
        self._positions: dict[int, int] = dict(self.start)
        self._identity: LogIdentity | None = None
        self._client: TailClient | None = None
        self._trouble: str | None = "not started"

    @property
    def identity(self) -> LogIdentity | None:
        """None until the first connection."""
        return self._identity

    @property
    def positions(self) -> Mapping[int, int]:
        """Per partition, the offset that comes after the last event given. Complete once connected."""
        return dict(self._positions)

    def ready(self) -> tuple[bool, str]:
        """Whether the topic is being read, else why not."""
        return (self._trouble is None, self._trouble or "ok")

    async def beginning_offsets(self) -> Mapping[int, int]:
        """Per partition, the earliest retained offset. Raises KafkaError or TimeoutError."""
        return await self._connected().beginning_offsets()

    async def end_offsets(self) -> Mapping[int, int]:
        """Per partition, the offset that the next record will get. Raises KafkaError or TimeoutError."""
        return await self._connected().end_offsets()

    async def events(self) -> AsyncIterator[TailEvent]:
        backoff = Backoff(RETRY_FIRST_SECONDS, RETRY_CAP_SECONDS)
        while True:
            try:
                async with self._connection() as client:
                    async for event in self._begin(client):
                        yield event
                    backoff.reset()
                    self._trouble = None
                    async for event in self._read(client):
                        yield event
            except (KafkaError, OSError, TimeoutError) as fault:
                self._trouble = f"{self.topic.base}: {type(fault).__name__} {fault}".strip()
                log.warning("kafka.tail.disconnected", topic=self.topic.base, fault=self._trouble)
                await asyncio.sleep(backoff.next())

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[TailClient]:
        client = TailClient(self.settings, self.topic.name(self.settings.topic_prefix))
        try:
            await client.connect()
            self._client = client
            yield client
        finally:
            self._client = None
            self._trouble = self._trouble or "disconnected"
            await client.close()

    async def _begin(self, client: TailClient) -> AsyncIterator[TailEvent]:
        """Go to where the reading stopped, or say why that is not possible."""
        before = self._identity
        self._identity = now = LogIdentity(client.cluster_id, client.topic, client.partitions)
        if before is not None and before != now:
            self._positions.clear()
            yield LogChanged(before, now)
        beginnings, ends = await client.beginning_offsets(), await client.end_offsets()
        for partition, beginning in beginnings.items():
            position = self._positions.setdefault(partition, beginning)
            if not beginning <= position <= ends[partition]:
                yield self._fell_out(partition, beginning)
        client.seek(self._positions)

    async def _read(self, client: TailClient) -> AsyncIterator[TailEvent]:
        while True:
            try:
                batches = await client.poll(self.poll_ms, self.max_records)
            except OutOfRange as lost:
                beginnings = await client.beginning_offsets()
                for partition in lost.partitions:
                    yield self._fell_out(partition, beginnings[partition])
                client.seek({partition: self._positions[partition] for partition in lost.partitions})
                continue
            for partition, records in batches.items():
                self._positions[partition] = records[-1].offset + 1
                TAIL_RECORDS.labels(client.topic).inc(len(records))
                yield Arrived(partition, records)

    def _fell_out(self, partition: int, resumed_at: int) -> FellOut:
        expected, self._positions[partition] = self._positions[partition], resumed_at
        TAIL_GAPS.labels(self.topic.name(self.settings.topic_prefix)).inc()
        log.warning(
            "kafka.tail.gap", topic=self.topic.base, partition=partition, expected=expected, resumed_at=resumed_at
        )
        return FellOut(partition, expected, resumed_at)

    def _connected(self) -> TailClient:
        if self._client is None:
            raise KafkaError(f"{self.topic.base} is not connected")
        return self._client
