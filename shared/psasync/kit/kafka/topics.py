"""Creates the topics, and tells where existing ones differ. Changes an existing topic only when told to."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from aiokafka.errors import TopicAlreadyExistsError, for_code

from psasync.contracts.topics import TopicSpec
from psasync.kit.kafka.clients import more_partitions, new_topic, topic_settings
from psasync.kit.kafka.connection import KafkaSettings
from psasync.kit.kafka.drift import Drift, WantedTopic, drifts, wanted_topics
from psasync.kit.logging import get_logger

REPAIR_COMMAND = "python -m psasync.kit.kafka topics --repair"
VISIBLE_POLLS = 150
VISIBLE_POLL_SECONDS = 0.1
_TOPIC_LEVEL = 1  # DescribeConfigs: the value was set on the topic itself

T = TypeVar("T")

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class FoundTopic:
    """A topic as the broker describes it."""

    partitions: int
    config: Mapping[str, str]
    overrides: Mapping[str, str]  # of `config`, what was set on the topic and is not the broker's default


class Topics:
    """The topics of one installation."""

    def __init__(self, admin: Any, specs: Iterable[TopicSpec], *, prefix: str, replication_factor: int) -> None:
        self._admin = admin
        self._wanted = wanted_topics(specs, prefix)
        self._replication_factor = replication_factor

    @classmethod
    def of(cls, admin: Any, specs: Iterable[TopicSpec], settings: KafkaSettings) -> Self:
        return cls(admin, specs, prefix=settings.topic_prefix, replication_factor=settings.kafka_replication_factor)

    async def provision(self) -> None:
        """Create what is missing; one warning for each difference, naming the command that repairs it."""
        await self.create_missing()
        for drift in await self.check():
            log.warning("kafka.topic.drift", difference=str(drift), repair=REPAIR_COMMAND)

    async def create_missing(self) -> list[str]:
        """The names of the topics that this call created; all can be used now. Several services may do this at once."""
        missing = await self._missing()
        if not missing:
            return []
        created = await self._create(missing)
        await _heard(self._missing, lambda _: True)
        return created

    async def _create(self, missing: Sequence[WantedTopic]) -> list[str]:
        answer = await self._admin.create_topics(
            [new_topic(wanted.name, wanted.partitions, self._replication_factor, wanted.config) for wanted in missing]
        )
        created = []
        for name, code, *message in answer.topic_errors:
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:
                raise error(f"{name} could not be created: {message}")
            if not code:
                created.append(name)
                log.info("kafka.topic.created", topic=name)
        return created

    async def check(self) -> list[Drift]:
        """Every difference between what exists and what is specified."""
        found = await self._find()
        differences: list[Drift] = []
        for wanted in self._wanted:
            topic = found.get(wanted.name)
            if topic is None:
                differences.append(Drift(wanted.name, "topic", "present", "missing"))
            else:
                differences += drifts(wanted, topic.partitions, topic.config)
        return differences

    async def repair(self) -> list[Drift]:
        """Create what is missing and bring settings and partition counts to what is specified.

        Returns what is left: a topic with too many partitions stays as it is. More partitions move keys: readers that
        count on a key's partition see it from then on only.
        """
        await self.create_missing()
        found = await self._find()
        for wanted in self._wanted:
            topic = found[wanted.name]
            if drifts(wanted, topic.partitions, topic.config):
                await self._alter(wanted, topic)
        return await _heard(self.check, lambda drift: drift.repairable)

    async def _alter(self, wanted: WantedTopic, found: FoundTopic) -> None:
        # AlterConfigs replaces all settings of the topic: those of others are given again.
        settings = {**found.overrides, **wanted.config}
        for answer in await self._admin.alter_configs([topic_settings(wanted.name, settings)]):
            for code, message, *_ in answer.resources:
                if code:
                    raise for_code(code)(f"{wanted.name} could not be changed: {message}")
        if found.partitions < wanted.partitions:
            await self._admin.create_partitions({wanted.name: more_partitions(wanted.partitions)})
        log.info("kafka.topic.repaired", topic=wanted.name)

    async def _missing(self) -> list[WantedTopic]:
        counts = await self._partition_counts()
        return [wanted for wanted in self._wanted if wanted.name not in counts]

    async def _partition_counts(self) -> dict[str, int]:
        """Of the topics that exist, with a leader for each partition."""
        described = await self._admin.describe_topics([wanted.name for wanted in self._wanted])
        return {
            topic["topic"]: len(topic["partitions"])
            for topic in described
            if not topic["error_code"] and all(partition["leader"] >= 0 for partition in topic["partitions"])
        }

    async def _find(self) -> dict[str, FoundTopic]:
        counts = await self._partition_counts()
        settings = await self._settings(list(counts)) if counts else {}
        return {name: FoundTopic(count, *settings[name]) for name, count in counts.items()}

    async def _settings(self, names: Sequence[str]) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
        resources = [topic_settings(name) for name in names]
        settings: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
        for answer in await self._admin.describe_configs(resources):
            for resource in answer.to_object()["resources"]:
                if resource["error_code"]:
                    raise for_code(resource["error_code"])(f"{resource['resource_name']}: {resource['error_message']}")
                entries = resource["config_entries"]
                settings[resource["resource_name"]] = (
                    {entry["config_names"]: entry["config_value"] for entry in entries},
                    {
                        entry["config_names"]: entry["config_value"]
                        for entry in entries
                        if entry.get("config_source") == _TOPIC_LEVEL
                    },
                )
        return settings


async def _heard(look: Callable[[], Awaitable[list[T]]], awaited: Callable[[T], bool]) -> list[T]:
    """What is still to be seen after a change: a broker that is asked may hear of it later than the one that made it.

    Looks again, for a while, as long as it finds any of which a change is `awaited`.
    """
    found = await look()
    for _ in range(VISIBLE_POLLS):
        if not any(map(awaited, found)):
            break
        await asyncio.sleep(VISIBLE_POLL_SECONDS)
        found = await look()
    return found
