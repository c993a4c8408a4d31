"""Renews kafka.lock.toml: `python -m psasync_local.lock_jars`.

Kafka's resolved set brings no slf4j binding, so its log would go nowhere; the binding is added by itself, because
resolved together with Kafka it would pull other versions of Kafka's own libraries.
"""

from __future__ import annotations

import tomllib
from typing import Any

from jgo.env import EnvironmentBuilder
from jgo.maven import MavenContext

from psasync_local import jars
from psasync_local.rundir import downloads

KAFKA = "org.apache.kafka:kafka_2.13:4.3.1"
LOGGING = ("org.apache.logging.log4j", "log4j-slf4j-impl", "log4j-core")


def resolved(context: MavenContext, endpoint: str) -> list[jars.Jar]:
    """What `endpoint` (group:artifact:version) needs, with their sums, itself first."""
    environment = EnvironmentBuilder(context, cache_dir=downloads() / "jars" / ".jgo").from_endpoint(endpoint)
    return [_jar(entry) for entry in tomllib.loads(environment.lock_path.read_text())["dependencies"]]


def single(context: MavenContext, group: str, artifact: str, version: str) -> jars.Jar:
    """One jar, without what it needs."""
    path = context.project(group, artifact).at_version(version).artifact().resolve()
    return jars.Jar(group, artifact, version, jars.digest(path))


def render(found: list[jars.Jar], what: str, renew: str) -> str:
    """The lock file's text: coordinates and sums, no addresses."""
    lines = [f"# The jars of {what}. Renew: {renew}", ""]
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


def _with_logging(context: MavenContext) -> list[jars.Jar]:
    """Kafka's jars, then the logging binding of the log4j version that came along."""
    found = resolved(context, KAFKA)
    group, artifact, core = LOGGING
    version = next(jar.version for jar in found if jar.artifact == core)
    return [*found, single(context, group, artifact, version)]


def _jar(entry: dict[str, Any]) -> jars.Jar:
    return jars.Jar(entry["groupId"], entry["artifactId"], entry["version"], entry["sha256"])


if __name__ == "__main__":
    locked = _with_logging(MavenContext(repo_cache=downloads() / "jars", timeout=60))
    jars.LOCK.write_text(render(locked, f"{KAFKA} and a logging binding", "python -m psasync_local.lock_jars"))
    print(f"wrote {jars.LOCK.name}")
