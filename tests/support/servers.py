"""Kafka and MongoDB for a test run: from the environment, else containers, else native; on first use."""

from __future__ import annotations

import fcntl
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


def endpoints(run: Path, worker: str, owner_pid: int) -> Endpoints:
    """What a worker's tests use, started where the environment names none.

    All workers share a Kafka, whose topics and groups are named apart and which costs most while nobody asks. Each has
    its own database server: the local one uses one core at most, whoever asks.
    """
    kafka = os.environ.get("PSASYNC_TEST_KAFKA") or _started(run, "kafka", "kafka", owner_pid)
    mongo = os.environ.get("PSASYNC_TEST_MONGO") or _started(run, f"mongo-{worker}", "mongo", owner_pid)
    return Endpoints(kafka, mongo)


def stop_all(run: Path) -> None:
    """Ends the servers of all workers of a run, if they started any."""
    keepers = [keeper for found in run.glob(f"*/{PID_FILE}") if (keeper := pidfile.living(found))]
    for keeper in keepers:
        keeper.terminate()
    psutil.wait_procs(keepers, STOP_SECONDS)


def _started(run: Path, folder: str, name: str, owner_pid: int) -> str:
    """The server's address. The first worker to ask starts it, the others wait."""
    root = run / folder
    with (run / f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.exists():
            root.mkdir()
            _start_keeper(root, owner_pid, name)
    if (root / FAILURE).exists():
        pytest.fail(f"the test servers did not start: {(root / FAILURE).read_text()}", pytrace=False)
    address: str = json.loads((root / ENDPOINTS).read_text())[name]
    return address


def _start_keeper(root: Path, owner_pid: int, name: str) -> None:
    module = "tests.support.containers" if engine_answers() else "psasync_local.keeper"
    with (root / "keeper.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module, str(root), str(owner_pid), name],
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
