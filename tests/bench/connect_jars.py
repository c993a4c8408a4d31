"""The jars of Kafka Connect and of MongoDB's sink for it. `python -m tests.bench.connect_jars` renews their lock file.

The sink's own description of what it needs asks for a range of driver versions, so that its driver is named here.
"""

from __future__ import annotations

from pathlib import Path

from psasync_local import jars
from psasync_local.rundir import downloads

LOCK = Path(__file__).with_name("connect.lock.toml")
RUNTIME = "org.apache.kafka:connect-runtime:4.3.1"
DRIVER = "org.mongodb:mongodb-driver-sync:4.7.2"
SINGLE = (
    ("org.mongodb.kafka", "mongo-kafka-connect", "2.0.1"),
    ("org.apache.avro", "avro", "1.11.4"),  # its classes are loaded, whatever the converter
)


def class_path() -> str:
    """Fetched where they are missing. Raises LocalError."""
    return ":".join(str(path) for path in jars.ensure(downloads() / "jars", print, jars.locked(LOCK)))


if __name__ == "__main__":
    from jgo.maven import MavenContext

    from psasync_local import lock_jars

    context = MavenContext(repo_cache=downloads() / "jars", timeout=60)
    found = [jar for endpoint in (RUNTIME, DRIVER) for jar in lock_jars.resolved(context, endpoint)]
    found += [lock_jars.single(context, *coordinates) for coordinates in SINGLE]
    LOCK.write_text(lock_jars.render(found, f"{RUNTIME} and MongoDB's sink", "python -m tests.bench.connect_jars"))
