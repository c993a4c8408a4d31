"""Is there a container engine, and Kafka and MongoDB from the compose file on it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

from psasync_local.errors import LocalError
from psasync_local.rundir import PROJECT

ENGINE_SECONDS = 2.0
_PLUGIN_SECONDS = 5.0
_UP_SECONDS = 600  # the first time includes pulling the images
SERVERS = ("kafka", "mongo")


def engine_answers() -> bool:
    """True when a Docker engine answers within two seconds."""
    docker = shutil.which("docker")
    if docker is None:
        return False
    argv = (docker, "version", "--format", "{{.Server.Version}}")
    try:
        done = subprocess.run(argv, capture_output=True, timeout=ENGINE_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def usable() -> bool:
    """True when the engine answers and the compose plugin, which starts the servers, is there."""
    if not engine_answers():
        return False
    argv = ("docker", "compose", "version")
    try:
        return subprocess.run(argv, capture_output=True, timeout=_PLUGIN_SECONDS, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def start(names: Sequence[str], environment: Mapping[str, str]) -> None:
    """Services of docker-compose.yml, healthy when this returns. Raises LocalError."""
    _compose(("up", "--detach", "--wait", *names), environment)


def stop(names: Sequence[str], environment: Mapping[str, str]) -> None:
    """Stops them and keeps their volumes. Raises LocalError."""
    _compose(("stop", *names), environment)


def remove(environment: Mapping[str, str]) -> None:
    """Removes all containers of the compose file and their data. Raises LocalError."""
    _compose(("down", "--volumes"), environment)


def _compose(arguments: tuple[str, ...], environment: Mapping[str, str]) -> None:
    argv = ("docker", "compose", "--file", str(PROJECT / "docker-compose.yml"), *arguments)
    try:
        done = subprocess.run(
            argv, env={**os.environ, **environment}, capture_output=True, text=True, timeout=_UP_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise LocalError(f"docker compose {arguments[0]} took more than {_UP_SECONDS} s") from error
    if done.returncode != 0:
        raise LocalError(f"docker compose {arguments[0]} failed: {done.stderr.strip()[-800:]}")
