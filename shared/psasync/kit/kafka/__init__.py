"""Kafka for every service: one consumer loop, one producer, topics, and a reader without a group."""

from psasync.kit.kafka.deadletters import DeadLetters
from psasync.kit.kafka.errors import BrokerAway, KafkaKitError, ProduceError, RecordTooLarge, Rewind
from psasync.kit.kafka.partition import partition_of
from psasync.kit.kafka.producer import EventProducer
from psasync.kit.kafka.records import Outbound, Position, Received
from psasync.kit.kafka.retained import retained
from psasync.kit.kafka.runtime import KafkaRuntime
from psasync.kit.kafka.subscription import Handler, Subscription
from psasync.kit.kafka.tail import Arrived, FellOut, LogChanged, LogIdentity, TailConsumer, TailEvent

__all__ = [
    "Arrived",
    "BrokerAway",
    "DeadLetters",
    "EventProducer",
    "FellOut",
    "Handler",
    "KafkaKitError",
    "KafkaRuntime",
    "LogChanged",
    "LogIdentity",
    "Outbound",
    "Position",
    "ProduceError",
    "Received",
    "RecordTooLarge",
    "Rewind",
    "Subscription",
    "TailConsumer",
    "TailEvent",
    "partition_of",
    "retained",
]
