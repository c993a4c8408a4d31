"""Servers for tests: `python -m psasync_local.keeper RUN_DIR PID kafka|mongo ...`.

Starts those that are named on free ports, writes RUN_DIR/endpoints.json when all are ready, and ends when told to or
when process PID is gone: a test run killed with -9 leaves nothing behind.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from pathlib import Path

import psutil

from psasync_local import pidfile
from psasync_local.errors import LocalError
from psasync_local.native import Native
from psasync_local.rundir import RunDir
from psasync_local.supervisor import Supervisor

ENDPOINTS = "endpoints.json"
FAILURE = "failure.txt"
PID_FILE = "keeper.pid"


def keep(run: RunDir, owner: psutil.Process, names: Collection[str]) -> None:
    """Returns when the owner is gone or on SIGTERM, with the servers stopped. Raises LocalError if one cannot start."""
    pidfile.write(run.root / PID_FILE)
    native = Native.for_tests(run, _say)
    commands = {"mongo": native.mongo.command, "kafka": native.kafka.command}
    supervisor = Supervisor(run, [[commands[name]() for name in names]], _say)
    addresses = {"mongo": native.mongo.uri, "kafka": native.kafka.bootstrap}
    endpoints = run.root / ENDPOINTS

    def on_tick() -> bool:
        if supervisor.ready and not endpoints.exists():
            fresh = endpoints.with_suffix(".tmp")
            fresh.write_text(json.dumps({name: addresses[name] for name in names}))
            fresh.replace(endpoints)
        return owner.is_running()

    supervisor.run(on_tick)


def main(root: Path, owner_pid: int, names: Collection[str]) -> int:
    run = RunDir(root)
    try:
        keep(run, psutil.Process(owner_pid), names)
    except (LocalError, psutil.NoSuchProcess) as error:
        (root / FAILURE).write_text(str(error))
        return 1
    return 0


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
