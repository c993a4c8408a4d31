"""Compares topics as they are with topics as they are specified. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from psasync.contracts.topics import TopicSpec


@dataclass(frozen=True, slots=True)
class WantedTopic:
    """A topic by its full name, with what it is created with."""

    name: str
    partitions: int
    config: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference. `repairable` is False where the broker has no way back."""

    topic: str
    setting: str
    wanted: str
    found: str
    repairable: bool = True

    def __str__(self) -> str:
        hint = "" if self.repairable else " (cannot be repaired in place: the topic must be created anew)"
        return f"{self.topic}: {self.setting} is {self.found}, specified is {self.wanted}{hint}"


def wanted_topics(specs: Iterable[TopicSpec], prefix: str) -> list[WantedTopic]:
    """Every topic and, where it has one, its dead letter topic."""
    wanted = []
    for spec in specs:
        wanted.append(WantedTopic(spec.name(prefix), spec.partitions, spec.config()))
        if spec.dead_letters:
            wanted.append(WantedTopic(spec.dlq(prefix), 1, spec.dlq_config()))
    return wanted


def drifts(wanted: WantedTopic, partitions: int, config: Mapping[str, str]) -> list[Drift]:
    """How an existing topic differs. More partitions than specified stay: Kafka never removes one."""
    found = []
    if partitions != wanted.partitions:
        found.append(
            Drift(
                wanted.name,
                "partitions",
                str(wanted.partitions),
                str(partitions),
                repairable=partitions < wanted.partitions,
            )
        )
    found += [
        Drift(wanted.name, setting, value, config.get(setting, "not set"))
        for setting, value in wanted.config.items()
        if config.get(setting) != value
    ]
    return found
