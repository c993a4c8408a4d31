"""What the contract suite of the Kafka kit works with: settings, small topics, a running kit, a record of what came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from pydantic import SecretStr

from psasync.contracts.topics import DAY_MS, TopicSpec
from psasync.kit.kafka import DeadLetters, KafkaRuntime, Received, Subscription
from tests.support.waiting import until

THINGS = TopicSpec("things", "thing id", partitions=3, retention_ms=DAY_MS)
OTHERS = TopicSpec("others", "other id", partitions=2, retention_ms=DAY_MS)
SINGLE = TopicSpec("single", "one id", partitions=1, retention_ms=DAY_MS)
TOPICS = (THINGS, OTHERS, SINGLE)


@dataclass(frozen=True)
class KafkaTestSettings:
    kafka_bootstrap: str
    topic_prefix: str
    kafka_security_protocol: str = "PLAINTEXT"
    kafka_sasl_mechanism: str | None = None
    kafka_sasl_username: str | None = None
    kafka_sasl_password: SecretStr | None = None
    kafka_ssl_cafile: Path | None = None
    kafka_replication_factor: int = 1
    kafka_session_timeout_ms: int = 6_000


@dataclass
class Seen:
    """A handler that remembers what it was given; `before` runs first and may raise."""

    before: Callable[[Sequence[Received], DeadLetters], None] = lambda records, letters: None
    records: list[Received] = field(default_factory=list)
    calls: int = 0

    async def __call__(self, records: Sequence[Received], letters: DeadLetters) -> None:
        self.calls += 1
        assert len({(record.topic, record.partition) for record in records}) == 1
        self.before(records, letters)
        self.records += records

    @property
    def values(self) -> list[bytes]:
        return [record.value or b"" for record in self.records]

    def by_partition(self) -> dict[int, list[bytes]]:
        grouped: dict[int, list[bytes]] = defaultdict(list)
        for record in self.records:
            grouped[record.partition].append(record.value or b"")
        return dict(grouped)


def subscription(seen: Seen, topic: TopicSpec = THINGS, **options) -> Subscription:
    return Subscription(topic=topic, group="readers", handler=seen, **options)


@asynccontextmanager
async def running(
    settings: KafkaTestSettings, *subscriptions: Subscription, topics: Sequence[TopicSpec] = TOPICS, service: str = "t"
) -> AsyncIterator[KafkaRuntime]:
    """A kit that is connected, and stopped gracefully at the end."""
    runtime = KafkaRuntime(settings, service, subscriptions, topics)
    await runtime.start()
    try:
        await until(lambda: runtime.ready()[0], 30, "Kafka kit is ready")
        yield runtime
    finally:
        await runtime.stop(5)


async def log_of(settings: KafkaTestSettings, topic: str, partitions: int = 1) -> list[Received]:
    """Everything in a topic, partition by partition."""
    found: list[Received] = []
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka_bootstrap, auto_offset_reset="earliest")
    everywhere = [TopicPartition(topic, number) for number in range(partitions)]
    consumer.assign(everywhere)
    await consumer.start()
    try:
        for partition, end in (await consumer.end_offsets(everywhere)).items():
            while await consumer.position(partition) < end:
                polled = await consumer.getmany(partition, timeout_ms=1000)
                found += [Received.of(record) for records in polled.values() for record in records]
    finally:
        await consumer.stop()
    return sorted(found, key=lambda record: (record.partition, record.offset))


async def committed(settings: KafkaTestSettings, topic: TopicSpec = THINGS, group: str = "readers") -> dict[int, int]:
    """The group's committed offset per partition; 0 where there is none."""
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap)
    await admin.start()
    try:
        offsets = await admin.list_consumer_group_offsets(f"{settings.topic_prefix}.{group}")
    finally:
        await admin.close()
    name = topic.name(settings.topic_prefix)
    return {found.partition: value.offset for found, value in offsets.items() if found.topic == name}
