"""aiokafka's clients as this package uses them. aiokafka annotates little; these are its public methods with types."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

Record = ConsumerRecord[bytes, bytes]


class Consumer(Protocol):
    """What is asked of a consumer, with a group or without."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    def assign(self, partitions: Iterable[TopicPartition]) -> None: ...
    def seek(self, partition: TopicPartition, offset: int) -> None: ...
    def pause(self, *partitions: TopicPartition) -> None: ...
    def resume(self, *partitions: TopicPartition) -> None: ...
    def paused(self) -> set[TopicPartition]: ...
    def highwater(self, partition: TopicPartition) -> int | None: ...
    def last_poll_timestamp(self, partition: TopicPartition) -> int | None: ...
    def partitions_for_topic(self, topic: str) -> set[int] | None: ...
    async def getmany(self, *, timeout_ms: int, max_records: int) -> Mapping[TopicPartition, list[Record]]: ...
    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None: ...
    async def committed(self, partition: TopicPartition) -> int | None: ...
    async def beginning_offsets(self, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]: ...
    async def end_offsets(self, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]: ...


def make_consumer(**options: Any) -> Consumer:
    make: Any = AIOKafkaConsumer
    consumer: Consumer = make(**options)
    return consumer


def make_producer(**options: Any) -> Any:
    """Aiokafka's producer; `abortable.AbortableProducer` gives it types."""
    make: Any = AIOKafkaProducer
    return make(**options)


def make_admin(**options: Any) -> Any:
    """Aiokafka's admin client, whose answers are protocol structures without types."""
    make: Any = AIOKafkaAdminClient
    return make(**options)


def new_topic(name: str, partitions: int, replication_factor: int, config: Mapping[str, str]) -> Any:
    make: Any = NewTopic
    return make(name, partitions, replication_factor, topic_configs=dict(config))


def more_partitions(total: int) -> Any:
    make: Any = NewPartitions
    return make(total)


def topic_settings(name: str, config: Mapping[str, str] | None = None) -> Any:
    """A topic's settings, to be read (all of them) or to be set."""
    make: Any = ConfigResource
    return make(ConfigResourceType.TOPIC, name, configs=dict(config) if config else None)


def broker_settings(broker: int) -> Any:
    """A broker's settings, to be read."""
    make: Any = ConfigResource
    return make(ConfigResourceType.BROKER, str(broker))
