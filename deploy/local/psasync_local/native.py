"""Both servers started natively, as a table of commands."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from psasync_local import kafka as kafka_module
from psasync_local import mongo as mongo_module
from psasync_local.errors import LocalError
from psasync_local.kafka import Kafka
from psasync_local.mongo import Mongo
from psasync_local.ports import free_port
from psasync_local.rundir import RunDir

KAFKA_PORT = 9092
MONGO_PORT = 27017


@dataclass(frozen=True, slots=True)
class Native:
    """Kafka and the MongoDB-protocol server of one run directory."""

    kafka: Kafka
    mongo: Mongo

    @classmethod
    def on(cls, run: RunDir, kafka_port: int, mongo_port: int, say: Callable[[str], None] = print) -> Native:
        return cls(Kafka.on(run.kafka, kafka_port, say), Mongo.on(run.mongo, mongo_port))

    @classmethod
    def for_tests(cls, run: RunDir, say: Callable[[str], None] = print) -> Native:
        """On free ports, tuned to be ready soon."""
        kafka = Kafka.on(run.kafka, free_port(), say, short_lived=True)
        return cls(kafka, Mongo.on(run.mongo, free_port()))


def port_from(variable: str, default: int) -> int:
    """A port from the environment. Raises LocalError when it is no port number."""
    text = os.environ.get(variable, str(default))
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise LocalError(f"{variable}={text} is no port number")
    return int(text)


def default_ports() -> tuple[int, int]:
    """Ports of Kafka and MongoDB on one machine, each changeable by environment."""
    return (
        port_from(kafka_module.PORT_VARIABLE, KAFKA_PORT),
        port_from(mongo_module.PORT_VARIABLE, MONGO_PORT),
    )
