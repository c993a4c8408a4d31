"""The consumer loop that every service uses: one FastStream batch subscriber for one subscription.

What FastStream does by itself and must not here (0.7.8): its default policy commits before the work; its `ack()`
commits positions; its parser decodes headers, and one that is no UTF-8 makes it skip the whole batch without a word;
so does any exception that leaves a handler; a `reply_to` header makes it publish. So: manual policy, own parser and
decoder that hand over raw records, no replies, and a handler that raises nothing.
"""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, cast

from aiokafka import TopicPartition
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import FAKE_CONSUMER, KafkaMessage
from faststream.kafka.subscriber.usecase import BatchSubscriber

from psasync.kit.kafka.assignment import Assignment, Partitions
from psasync.kit.kafka.clients import Consumer
from psasync.kit.kafka.commits import COMMIT_SECONDS, Commits
from psasync.kit.kafka.connection import KafkaSettings, bootstrap_servers, broker_security, request_timeout_ms
from psasync.kit.kafka.graveyard import Graveyard
from psasync.kit.kafka.metrics import LAG
from psasync.kit.kafka.partition_work import PartitionWork
from psasync.kit.kafka.polls import Polls
from psasync.kit.kafka.producer import EventProducer
from psasync.kit.kafka.read_ahead import ReadAhead, Records
from psasync.kit.kafka.records import Received
from psasync.kit.kafka.subscription import Subscription, group_name

PARTITION_FETCH_BYTES = 1_048_576
FETCH_BYTES = 8_388_608  # with the above, what a consumer holds in memory beside the batch read ahead
POLL_INTERVAL_MS = 300_000
HEARTBEAT_MS = 1_000  # a member hears of others who come and go with its next one, and nobody reads until all have
SILENCE_SECONDS = 60.0
FAILING_SECONDS = 8.0  # FastStream waits 5 s after a poll that has failed: two in a row


def consumer_broker(settings: KafkaSettings, client_id: str) -> KafkaBroker:
    """A FastStream broker that only consumes, and writes to the log only what is wrong."""
    logger = logging.getLogger("faststream.kafka")
    logger.setLevel(logging.ERROR)  # its warnings are about what is right here: topics are not created by it
    return KafkaBroker(
        bootstrap_servers(settings),
        client_id=client_id,
        request_timeout_ms=request_timeout_ms(settings),
        security=broker_security(settings),
        consumer_only=True,
        allow_auto_create_topics=False,
        ack_policy=AckPolicy.MANUAL,
        apply_types=False,
        graceful_timeout=1,  # the runtime has waited for the handlers before
        logger=logger,
    )


class ConsumerLoop:
    """Reads one subscription, as a member of its group."""

    def __init__(self, subscription: Subscription, *, settings: KafkaSettings, producer: EventProducer) -> None:
        self._subscription = subscription
        self._session_ms = settings.kafka_session_timeout_ms
        # Twice this, for the work and for its commit, leaves time to rejoin within the session.
        self._drain_seconds = self._session_ms / 3000
        self._topic = subscription.topic.name(settings.topic_prefix)
        self._group = group_name(settings.topic_prefix, subscription.group)
        self._graveyard = Graveyard(subscription, prefix=settings.topic_prefix, group=self._group, producer=producer)
        self._subscriber: BatchSubscriber | None = None
        self._ahead: ReadAhead | None = None
        self._stopping = False
        self._reset()

    def attach(self, broker: KafkaBroker) -> None:
        """Become a subscriber of this broker, which is not started yet; leaves the one before."""
        self._reset()
        subscriber = broker.subscriber(
            self._topic,
            batch=True,
            group_id=self._group,
            max_records=self._subscription.max_records,
            batch_timeout_ms=self._subscription.poll_ms,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            no_reply=True,
            listener=self._assignment,
            session_timeout_ms=self._session_ms,
            heartbeat_interval_ms=min(HEARTBEAT_MS, self._session_ms // 3),
            max_poll_interval_ms=POLL_INTERVAL_MS,
            max_partition_fetch_bytes=PARTITION_FETCH_BYTES,
            fetch_max_bytes=FETCH_BYTES,
            parser=_envelope,
            decoder=_raw_records,
        )
        # FastStream's loop swallows what a poll raises, and polls only once the handler is through.
        self._ahead = ReadAhead(subscriber.get_msg, self._assignment)
        subscriber.get_msg = self._polls.watched(self._ahead.next)  # type: ignore[method-assign,assignment]
        subscriber(self._on_batch)
        self._subscriber = subscriber

    def accept_no_more(self) -> None:
        """Batches that come from here on are left to whoever reads the group next."""
        self._stopping = True
        if self._ahead is not None:
            self._ahead.close()

    async def drained(self, seconds: float) -> bool:
        """Wait for the batch at hand to be finished and committed; False if that took longer."""
        return await self._assignment.drained(seconds) and await self._commits.flush(COMMIT_SECONDS)

    def trouble(self) -> str | None:
        """Why this consumer does not do its work; None if it does."""
        now = time.monotonic()
        waiting, working = self._assignment.waiting_since, self._assignment.working_since
        if waiting is not None:
            return f"{self._group} has waited {now - waiting:.0f} s for partitions of {self._topic}"
        if self._polls_fail(now):
            return f"{self._group} cannot poll {self._topic}"
        if working is not None and now - working > SILENCE_SECONDS:
            return f"the handler of {self._topic} in {self._group} has worked {now - working:.0f} s on one batch"
        return None

    def stuck(self) -> bool:
        """Whether the client fails or has done nothing for a minute although it could: only a new one helps then."""
        waiting, now = self._assignment.waiting_since, time.monotonic()
        if self._polls_fail(now):
            return True
        if waiting is not None:
            return now - waiting > max(SILENCE_SECONDS, 3 * self._session_ms / 1000)
        consumer = self._consumer()
        if consumer is None or self._assignment.working_since is not None:
            return False
        return self._silent(consumer, now)

    def _consumer(self) -> Consumer | None:
        return cast("Consumer | None", self._subscriber.consumer) if self._subscriber else None

    def _reset(self) -> None:
        self._assignment = Assignment(self._drain_seconds, self._on_revoked)
        self._commits = Commits(self._assignment, self._group)
        self._work = PartitionWork(
            self._subscription.handler, self._graveyard, self._assignment, self._commits, self._put_back, self._group
        )
        self._polls = Polls()
        if self._ahead is not None:
            self._ahead.close()
        self._ahead = None
        self._attached_at = time.monotonic()

    def _polls_fail(self, now: float) -> bool:
        failing = self._polls.failing_since
        return failing is not None and now - failing > FAILING_SECONDS

    def _silent(self, consumer: Consumer, now: float) -> bool:
        held = self._assignment.partitions - consumer.paused()
        if not held or now - self._attached_at < SILENCE_SECONDS:
            return False
        polled_ms = max(consumer.last_poll_timestamp(partition) or 0 for partition in held)
        return time.time() - polled_ms / 1000 > SILENCE_SECONDS

    async def _on_batch(self, records: Records) -> None:
        consumer = self._consumer()
        if consumer is None or self._stopping:
            return
        with self._assignment.working() as generation:
            async with asyncio.TaskGroup() as partitions:
                for partition, batch in _by_partition(records).items():
                    partitions.create_task(self._work.run(consumer, partition, batch, generation))
                if self._ahead is not None:
                    # After those, whose first writes are then on their way while this one unpacks what it gets.
                    self._ahead.begin(consumer)

    def _put_back(self, partition: TopicPartition) -> None:
        if self._ahead is not None:
            self._ahead.put_back(partition)

    async def _on_revoked(self, revoked: Partitions) -> None:
        await self._commits.flush(self._drain_seconds)
        for partition in revoked:
            LAG.remove(partition.topic, self._group, str(partition.partition))


async def _envelope(records: Records) -> KafkaMessage:
    """FastStream's message around a batch, with nothing of the records decoded."""
    return KafkaMessage(records, b"", consumer=FAKE_CONSUMER)


async def _raw_records(message: KafkaMessage) -> Any:
    return message.raw_message


def _by_partition(records: Records) -> Mapping[TopicPartition, Sequence[Received]]:
    grouped: dict[TopicPartition, list[Received]] = {}
    # A poll gives the records of one partition after those of another.
    for (topic, partition), of_one in groupby(records, key=attrgetter("topic", "partition")):
        grouped.setdefault(TopicPartition(topic, partition), []).extend(of_one)
    return grouped
