"""Asks Kafka whether it is as the platform relies on it."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aiokafka.errors import KafkaError

from psasync.contracts.topics import ALL_TOPICS, TICKETS
from psasync.kit.kafka.admin import connected_admin
from psasync.kit.kafka.clients import broker_settings, topic_settings
from psasync.kit.kafka.connection import KafkaSettings
from psasync.kit.kafka.drift import Drift
from psasync.kit.kafka.errors import BrokerAway
from psasync.kit.kafka.topics import Topics

LONGEST_SECONDS = 15.0

_CHECK_INTERVAL = "log.retention.check.interval.ms"
_OF_THE_TOPIC = ("retention.ms", "segment.ms", "file.delete.delay.ms")


@dataclass(frozen=True, slots=True)
class Survey:
    drifts: list[Drift]  # how topics differ from their specification
    contents_seconds: float | None  # how long a broker's files can hold a ticket; None: it does not say


async def survey(settings: KafkaSettings) -> Survey:
    """Within 15 seconds. Raises `BrokerAway`."""
    try:
        async with asyncio.timeout(LONGEST_SECONDS), connected_admin(settings) as admin:
            topics = Topics.of(admin, ALL_TOPICS, settings)
            found = await topics.check()
            name = TICKETS.name(settings.topic_prefix)
            missing = any(drift.topic == name and drift.setting == "topic" for drift in found)
            return Survey(found, None if missing else await _contents_seconds(admin, name))
    except (KafkaError, OSError, TimeoutError) as fault:
        raise BrokerAway(f"Kafka does not answer: {type(fault).__name__} {fault}".strip()) from fault


async def _contents_seconds(admin: Any, topic: str) -> float | None:
    cluster = await admin.describe_cluster()
    brokers = await _settings(admin, [broker_settings(broker["node_id"]) for broker in cluster["brokers"]])
    (of_topic,) = await _settings(admin, [topic_settings(topic)])
    return longest_in_files(of_topic, brokers)


def longest_in_files(topic: Mapping[str, str], brokers: Iterable[Mapping[str, str]]) -> float | None:
    """Retention, the roll of a segment, the broker's next look, the delay of its deletion; in seconds.

    None where a broker does not tell one of them.
    """
    try:
        looks = [int(broker[_CHECK_INTERVAL]) for broker in brokers]
        return (sum(int(topic[name]) for name in _OF_THE_TOPIC) + max(looks)) / 1000
    except (KeyError, ValueError):
        return None


async def _settings(admin: Any, resources: list[Any]) -> list[dict[str, str]]:
    return [
        {entry["config_names"]: entry["config_value"] for entry in resource["config_entries"]}
        for answer in await admin.describe_configs(resources)
        for resource in answer.to_object()["resources"]
    ]
