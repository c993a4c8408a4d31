"""Which Kafka and MongoDB to use: the environment's, else Docker's when an engine answers, else native ones."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace

from psasync_local import docker
from psasync_local.errors import LocalError
from psasync_local.native import Native, default_ports
from psasync_local.ports import HOST
from psasync_local.process import Command
from psasync_local.rundir import RunDir

KAFKA = "PSASYNC_KAFKA_BOOTSTRAP"
MONGO = "PSASYNC_MONGO_URI"
CHOICE = "PSASYNC_LOCAL_SERVERS"


@dataclass(frozen=True, slots=True)
class Servers:
    """Addresses, where each comes from, and what has to be started for them."""

    kafka: str
    mongo: str
    kafka_from: str
    mongo_from: str
    commands: tuple[Command, ...] = ()  # native processes to supervise
    containers: tuple[str, ...] = ()  # services of the compose file to bring up

    @property
    def environment(self) -> dict[str, str]:
        return {KAFKA: self.kafka, MONGO: self.mongo}

    def lines(self) -> list[str]:
        # The URI of an outside database may carry a password, so that only our own addresses are shown.
        mongo = "" if self.mongo_from == "environment" else f": {self.mongo}"
        return [f"Kafka from {self.kafka_from}: {self.kafka}", f"MongoDB from {self.mongo_from}{mongo}"]


def resolve(run: RunDir, say: Callable[[str], None], engine: Callable[[], bool] = docker.usable) -> Servers:
    """Decides; starts nothing. Raises LocalError for an unknown choice or a port that is none."""
    given_kafka, given_mongo = os.environ.get(KAFKA), os.environ.get(MONGO)
    if given_kafka and given_mongo:
        return Servers(given_kafka, given_mongo, "environment", "environment")
    found = _in_containers() if _wants_containers(engine) else _native(run, say, bool(given_kafka), bool(given_mongo))
    if given_kafka:
        found = replace(found, kafka=given_kafka, kafka_from="environment", containers=_without(found, "kafka"))
    if given_mongo:
        found = replace(found, mongo=given_mongo, mongo_from="environment", containers=_without(found, "mongo"))
    return found


def _wants_containers(engine: Callable[[], bool]) -> bool:
    choice = os.environ.get(CHOICE, "auto")
    if choice not in {"auto", "docker", "native"}:
        raise LocalError(f"{CHOICE}={choice}: it is one of auto, docker, native")
    if choice == "docker" and not engine():
        raise LocalError(f"{CHOICE}=docker, but no engine with the compose plugin answers")
    return choice == "docker" or (choice == "auto" and engine())


def _in_containers() -> Servers:
    kafka_port, mongo_port = default_ports()
    return Servers(
        kafka=f"{HOST}:{kafka_port}",
        mongo=f"mongodb://{HOST}:{mongo_port}/?directConnection=true",
        kafka_from="Docker",
        mongo_from="Docker",
        containers=docker.SERVERS,
    )


def _native(run: RunDir, say: Callable[[str], None], given_kafka: bool, given_mongo: bool) -> Servers:
    native = Native.on(run, *default_ports(), say)
    commands = ([] if given_mongo else [native.mongo.command()]) + ([] if given_kafka else [native.kafka.command()])
    return Servers(
        kafka=native.kafka.bootstrap,
        mongo=native.mongo.uri,
        kafka_from="a native process (Apache Kafka)",
        mongo_from=f"a native process ({native.mongo.kind})",
        commands=tuple(commands),
    )


def _without(servers: Servers, name: str) -> tuple[str, ...]:
    return tuple(container for container in servers.containers if container != name)
