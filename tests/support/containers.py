"""The keeper's twin where a container engine answers: `python -m tests.support.containers RUN_DIR PID NAME ...`."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
from testcontainers.core.container import DockerContainer

from psasync_local import pidfile, probes
from psasync_local.keeper import ENDPOINTS, FAILURE, PID_FILE
from psasync_local.ports import HOST, free_port
from psasync_local.probes import Probe

READY_SECONDS = 120


def kafka_container(port: int) -> DockerContainer:
    listeners = f"PLAINTEXT://{HOST}:{port}"
    settings = {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_LISTENERS": f"PLAINTEXT://:{port},CONTROLLER://:9093",
        "KAFKA_ADVERTISED_LISTENERS": listeners,
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
        "KAFKA_LOG_RETENTION_CHECK_INTERVAL_MS": "5000",
        "KAFKA_LOG_SEGMENT_DELETE_DELAY_MS": "1000",
    }
    container = DockerContainer("apache/kafka:4.3.1").with_bind_ports(port, port)
    for name, value in settings.items():
        container.with_env(name, value)
    return container


def mongo_container(port: int) -> DockerContainer:
    return DockerContainer("mongo:8").with_bind_ports(27017, port).with_command("mongod --replSet rs0 --bind_ip_all")


@contextmanager
def _kafka() -> Iterator[str]:
    port = free_port()
    with kafka_container(port):
        _until(probes.kafka(HOST, port))
        yield f"{HOST}:{port}"


@contextmanager
def _mongo() -> Iterator[str]:
    port = free_port()
    initiate = "rs.initiate({_id: 'rs0', members: [{_id: 0, host: 'localhost:27017'}]})"
    with mongo_container(port) as mongo:
        _until(lambda: None if mongo.exec(["mongosh", "--quiet", "--eval", initiate]).exit_code == 0 else "no set")
        _until(probes.mongo(HOST, port))
        yield f"mongodb://{HOST}:{port}/?directConnection=true"


_SERVERS = {"kafka": _kafka, "mongo": _mongo}


def keep(root: Path, owner: psutil.Process, names: Collection[str]) -> None:
    pidfile.write(root / PID_FILE)
    with ExitStack() as running:
        found = {name: running.enter_context(_SERVERS[name]()) for name in names}
        (root / "endpoints.tmp").write_text(json.dumps(found))
        (root / "endpoints.tmp").replace(root / ENDPOINTS)
        while owner.is_running():
            time.sleep(0.2)


def _until(probe: Probe) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while (missing := probe()) is not None:
        if time.monotonic() > deadline:
            raise TimeoutError(f"container not ready within {READY_SECONDS} s: {missing}")
        time.sleep(0.2)


def main(root: Path, owner_pid: int, names: Collection[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # leaves the `with`, which removes the containers
    try:
        keep(root, psutil.Process(owner_pid), names)
    except Exception as error:  # the reason reaches every worker of the run
        (root / FAILURE).write_text(f"{type(error).__name__}: {error}")
        raise
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
