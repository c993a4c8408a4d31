"""The one producer of a process.

What can be in a topic twice, and why it does no harm. After a fault the producer object is thrown away with all that
waits in it, and the page is published again from its first event by another. One request of the old producer may be on
its way still, and arrive late. Every producer has at most one request per partition under way and sends the next batch
only after the acknowledgement of the one before, so when a batch lands, all that precedes it in its page is in the
topic already, and so are all earlier pages, which were acknowledged. Any event that a reader meets therefore follows
all events with a lower seq: it is the next one, or one that the reader's watermark has passed. There are repetitions,
there is no gap. Single events carry an id by which their readers know a repetition; a late one may come after newer
events of its key.
"""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import NoReturn

from aiokafka import TopicPartition
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    InvalidTopicError,
    MessageSizeTooLargeError,
    TopicAuthorizationFailedError,
)
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.structs import RecordMetadata

from psasync.contracts.topics import TopicSpec
from psasync.kit.backoff import Backoff
from psasync.kit.kafka.abortable import AbortableProducer
from psasync.kit.kafka.acknowledged import Acknowledged
from psasync.kit.kafka.batches import BatchPublisher
from psasync.kit.kafka.connection import KafkaSettings, client_options, request_timeout_ms
from psasync.kit.kafka.errors import ProduceError, RecordTooLarge
from psasync.kit.kafka.metrics import PRODUCE_FAULTS, PRODUCED
from psasync.kit.kafka.partition import partition_of
from psasync.kit.kafka.records import Headers, Outbound, Position
from psasync.kit.kafka.slot import ProducerSlot
from psasync.kit.logging import get_logger

logger = get_logger(__name__)

SINGLE_LINGER_MS = 2
SINGLE_BATCH_BYTES = 65_536
BATCH_BYTES = 524_288
LARGEST_REQUEST_BYTES = 4_194_304
RETRY_FIRST_SECONDS = 0.1
RETRY_CAP_SECONDS = 2
# Trying these again gives the same answer.
REFUSALS = (
    MessageSizeTooLargeError,
    TopicAuthorizationFailedError,
    ClusterAuthorizationFailedError,
    InvalidTopicError,
)
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class EventProducer:
    """Idempotent, acknowledged by all in-sync replicas. Connects on first use; safe for concurrent callers."""

    def __init__(self, settings: KafkaSettings, *, client_id: str = "psasync") -> None:
        self._prefix = settings.topic_prefix
        make = partial(
            AbortableProducer,
            client_id=client_id,
            max_request_size=LARGEST_REQUEST_BYTES,
            request_timeout_ms=request_timeout_ms(settings),
            **client_options(settings),
        )
        self._singles = ProducerSlot(
            "single", partial(make, linger_ms=SINGLE_LINGER_MS, max_batch_size=SINGLE_BATCH_BYTES)
        )
        # A lingering producer would let a full batch wait as well.
        self._batches = ProducerSlot(
            "batch", partial(make, linger_ms=0, max_batch_size=BATCH_BYTES, compression_type="zstd")
        )
        self._publisher = BatchPublisher()
        self._partition_counts: dict[str, int] = {}

    async def send(
        self,
        topic: TopicSpec,
        *,
        key: str,
        value: bytes,
        headers: Mapping[str, str] = NO_HEADERS,
        timeout: float = 10,
    ) -> Position:
        """Publish one event; returns once it is acknowledged.

        Faults are retried within `timeout` seconds. Raises ProduceError after that: the event may be there or not.
        """
        return await self.send_raw(
            topic.name(self._prefix),
            key=key.encode(),
            value=value,
            headers=[(name, text.encode()) for name, text in headers.items()],
            limit=topic.max_message_bytes,
            timeout=timeout,
        )

    async def send_many(self, topic: TopicSpec, events: Sequence[Outbound], *, timeout: float = 10) -> list[bool]:
        """Publish events together, in their order; which of them are known to be acknowledged within `timeout` seconds.

        Nothing is tried again, and one that is not acknowledged may be there or not. An event that is too large for the
        topic, and what follows it under its key, is not sent.
        """
        name, log = topic.name(self._prefix), Acknowledged(len(events))
        fitting = _fitting(name, events, topic.max_message_bytes)
        producer: AbortableProducer | None = None
        try:
            async with asyncio.timeout(timeout):
                producer = await self._singles.get()
                await producer.run(log.of(producer, name, [(place, events[place]) for place in fitting]))
        except BaseException as fault:
            # Cancelled as well: what waits in the producer would go out later, when the caller has moved on.
            if producer is not None:
                self._singles.discard(producer, fault)
            if not isinstance(fault, Exception):
                raise
            PRODUCE_FAULTS.labels(name).inc()
            logger.warning("kafka.events.not_acknowledged", topic=name, fault=_describe(fault)[:300])
        known = log.known()
        PRODUCED.labels(name).inc(sum(known))
        return known

    async def send_raw(
        self,
        topic: str,
        *,
        key: bytes | None,
        value: bytes,
        headers: Headers,
        limit: int,
        timeout: float = 10,
    ) -> Position:
        """As `send`, to a topic by its full name, with raw headers; `limit` is the topic's largest record in bytes."""
        _check_size(topic, key, value, headers, limit)
        try:
            async with asyncio.timeout(timeout):
                written = await self._send_until_acknowledged(topic, key, value, headers)
        except TimeoutError as fault:
            self._singles.discard_current(fault)
            _fail(topic, f"not acknowledged within {timeout:g} s", fault)
        PRODUCED.labels(topic).inc()
        return Position(written.partition, written.offset)

    async def send_batch(
        self,
        topic: TopicSpec,
        *,
        key: str,
        values: Sequence[bytes],
        partition: int | None = None,
        timestamp_ms: int | None = None,
        timeout: float = 30,
    ) -> None:
        """Publish a page of events of one key, in order, to one partition; returns once all are acknowledged.

        On any fault, and after `timeout` seconds, raises ProduceError: any prefix of the page may be in the topic.
        The caller publishes it again from its first event. `partition` must be the same each time; without it the key
        decides.
        """
        if not values:
            return
        name, encoded = topic.name(self._prefix), key.encode()
        _check_page(name, encoded, values, topic.max_message_bytes)
        producer: AbortableProducer | None = None
        try:
            async with asyncio.timeout(timeout):
                producer = await self._batches.get()
                chosen = await _choose(producer, name, encoded, partition)
                work = self._publisher.publish(producer, chosen, key=encoded, values=values, timestamp_ms=timestamp_ms)
                await producer.run(work)
        except BaseException as fault:
            # Cancelled as well: what waits in the producer would go out later, when the caller has moved on.
            if producer is not None:
                self._batches.discard(producer, fault)
            if not isinstance(fault, Exception):
                raise
            _fail(name, f"page of {len(values)} events: {_describe(fault)}", fault)
        PRODUCED.labels(name).inc(len(values))

    async def partition_for(self, topic: TopicSpec, key: str) -> int:
        """The partition of a key, as Java's default partitioner chooses it.

        While Kafka is away the count last seen is used. Raises ProduceError if none was, after 10 s at most.
        """
        name = topic.name(self._prefix)
        try:
            async with asyncio.timeout(10):
                producer = await self._batches.get()
                self._partition_counts[name] = len(await producer.partitions(name))
        except Exception as fault:  # noqa: BLE001  (whatever aiokafka raises: it did not answer)
            if name not in self._partition_counts:
                _fail(name, f"its partitions are not known: {_describe(fault)}", fault)
        return partition_of(key.encode(), self._partition_counts[name])

    async def stop(self, seconds: float) -> None:
        """Deliver what waits, for at most that long, and close."""
        await asyncio.gather(self._singles.close(seconds), self._batches.close(seconds))

    async def _send_until_acknowledged(
        self,
        topic: str,
        key: bytes | None,
        value: bytes,
        headers: Headers,
    ) -> RecordMetadata:
        backoff: Backoff | None = None  # made when it is needed: seeding its randomness costs as much as the event
        while True:
            producer: AbortableProducer | None = None
            try:
                producer = await self._singles.get()
                return await producer.run(producer.send(topic, key, value, headers))
            except Exception as fault:  # noqa: BLE001  (more than KafkaError; each leaves the object in doubt)
                if producer is not None:
                    self._singles.discard(producer, fault)
                if isinstance(fault, REFUSALS):
                    _fail(topic, _describe(fault), fault)
                backoff = backoff or Backoff(RETRY_FIRST_SECONDS, RETRY_CAP_SECONDS)
                await asyncio.sleep(backoff.next())


async def _choose(producer: AbortableProducer, topic: str, key: bytes, partition: int | None) -> TopicPartition:
    known = await producer.partitions(topic)
    if partition is None:
        partition = partition_of(key, len(known))
    if partition not in known:
        raise ProduceError(f"{topic} has no partition {partition}")
    return TopicPartition(topic, partition)


def _check_size(topic: str, key: bytes | None, value: bytes, headers: Headers, limit: int) -> None:
    size = DefaultRecordBatchBuilder.estimate_size_in_bytes(key, value, list(headers))
    if size > limit:
        PRODUCE_FAULTS.labels(topic).inc()
        raise RecordTooLarge(f"{topic} takes records of up to {limit} bytes; this one has {size}")


def _fitting(topic: str, events: Sequence[Outbound], limit: int) -> list[int]:
    """The places of those that can be sent without getting ahead of one of their key that cannot."""
    stuck: set[str] = set()
    places = []
    for place, event in enumerate(events):
        try:
            _check_size(topic, event.key.encode(), event.value, event.raw_headers, limit)
        except RecordTooLarge as fault:
            logger.error("kafka.event.too_large", topic=topic, key=event.key, detail=str(fault))  # noqa: TRY400
            stuck.add(event.key)
        if event.key not in stuck:
            places.append(place)
    return places


def _check_page(topic: str, key: bytes, values: Sequence[bytes], limit: int) -> None:
    """Before anything is sent: a page is published whole or not begun."""
    _check_size(topic, key, max(values, key=len), [], limit)


def _fail(topic: str, what: str, fault: Exception) -> NoReturn:
    PRODUCE_FAULTS.labels(topic).inc()
    if isinstance(fault, ProduceError):
        raise fault
    raise ProduceError(f"{topic}: {what}") from fault


def _describe(fault: Exception) -> str:
    return f"{type(fault).__name__} {fault}".strip()
