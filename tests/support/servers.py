"""Kafka and MongoDB for one worker of a test run: from the environment, else containers, else native; on first use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from psasync_local import pidfile
from psasync_local.docker import engine_answers
from psasync_local.keeper import ENDPOINTS, FAILURE, PID_FILE

START_SECONDS = 240  # a cold machine fetches Kafka's jars or an image first
STOP_SECONDS = 45


@dataclass(frozen=True)
class Endpoints:
    kafka: str
    mongo: str


def endpoints(root: Path, owner_pid: int) -> Endpoints:
    """The servers of one worker, with their state in `root`; asked for once, it starts what the environment lacks."""
    kafka = os.environ.get("PSASYNC_TEST_KAFKA")
    mongo = os.environ.get("PSASYNC_TEST_MONGO")
    if kafka and mongo:
        return Endpoints(kafka, mongo)
    root.mkdir()
    _start_keeper(root, owner_pid)
    if (root / FAILURE).exists():
        pytest.fail(f"the test servers did not start: {(root / FAILURE).read_text()}", pytrace=False)
    started = json.loads((root / ENDPOINTS).read_text())
    return Endpoints(kafka or started["kafka"], mongo or started["mongo"])


def stop_all(run: Path) -> None:
    """Ends the servers of all workers of a run, if they started any."""
    keepers = [keeper for found in run.glob(f"*/{PID_FILE}") if (keeper := pidfile.living(found))]
    for keeper in keepers:
        keeper.terminate()
    psutil.wait_procs(keepers, STOP_SECONDS)


def _start_keeper(root: Path, owner_pid: int) -> None:
    module = "tests.support.containers" if engine_answers() else "psasync_local.keeper"
    with (root / "keeper.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module, str(root), str(owner_pid)],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while not (root / ENDPOINTS).exists() and not (root / FAILURE).exists():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            text = (root / "keeper.log").read_text(errors="replace")[-2000:]
            (root / FAILURE).write_text(f"no servers after {START_SECONDS} s or keeper ended:\n{text}")
            return
        time.sleep(0.1)
