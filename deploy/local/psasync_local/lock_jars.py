"""Renews kafka.lock.toml: `python -m psasync_local.lock_jars`.

Kafka's resolved set brings no slf4j binding, so its log would go nowhere; the binding is added by itself, because
resolved together with Kafka it would pull other versions of Kafka's own libraries.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from jgo.env import EnvironmentBuilder
from jgo.maven import MavenContext

from psasync_local import jars
from psasync_local.rundir import downloads

KAFKA = "org.apache.kafka:kafka_2.13:4.3.1"
LOGGING = ("org.apache.logging.log4j", "log4j-slf4j-impl", "log4j-core")


def resolve(context: MavenContext, cache: Path) -> list[jars.Jar]:
    """Kafka's jars with their sums, then the logging binding of the log4j version that came along."""
    environment = EnvironmentBuilder(context, cache_dir=cache).from_endpoint(KAFKA)
    found = [_jar(entry) for entry in tomllib.loads(environment.lock_path.read_text())["dependencies"]]
    group, artifact, core = LOGGING
    version = next(jar.version for jar in found if jar.artifact == core)
    path = context.project(group, artifact).at_version(version).artifact().resolve()
    return [*found, jars.Jar(group, artifact, version, jars.digest(path))]


def render(found: list[jars.Jar]) -> str:
    """The lock file's text: coordinates and sums, no addresses."""
    lines = [f"# The jars of {KAFKA} and a logging binding. Renew: python -m psasync_local.lock_jars", ""]
    for jar in found:
        lines += [
            "[[jar]]",
            f'group = "{jar.group}"',
            f'artifact = "{jar.artifact}"',
            f'version = "{jar.version}"',
            f'sha256 = "{jar.sha256}"',
            "",
        ]
    return "\n".join(lines)


def _jar(entry: dict[str, Any]) -> jars.Jar:
    return jars.Jar(entry["groupId"], entry["artifactId"], entry["version"], entry["sha256"])


if __name__ == "__main__":
    repository = downloads() / "jars"
    jars.LOCK.write_text(render(resolve(MavenContext(repo_cache=repository, timeout=60), repository / ".jgo")))
    print(f"wrote {jars.LOCK.name}")
