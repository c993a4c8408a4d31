"""One supervisor per run directory: a lock that the kernel releases, and what a killed one left is cleared away."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from psasync_local import pidfile
from psasync_local.errors import LocalError
from psasync_local.rundir import RunDir

_SUPERVISOR = "supervisor.pid"
_ORPHAN_SECONDS = 10.0
_POLL_SECONDS = 0.05


@contextmanager
def only_one(run: RunDir, say: Callable[[str], None]) -> Iterator[None]:
    """Holds the run directory, cleared first of what a killed supervisor left. Raises LocalError when it is held."""
    with run.lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LocalError(f"already running ({_who(run)}); `make down` stops it") from None
        _clear_left_over(run, say)
        pidfile.write(run.root / _SUPERVISOR)
        try:
            yield
        finally:
            (run.root / _SUPERVISOR).unlink(missing_ok=True)


def is_running(run: RunDir) -> bool:
    """True while a supervisor holds the run directory; cannot be fooled by a stale pid file."""
    if not run.root.exists():
        return False
    with run.lock.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def supervisor(run: RunDir) -> psutil.Process | None:
    return pidfile.living(run.root / _SUPERVISOR)


def _clear_left_over(run: RunDir, say: Callable[[str], None]) -> None:
    for path in sorted(run.pids.iterdir()):
        process = pidfile.living(path)
        if process is None:
            say(f"{path.name}: pid file of an earlier run, its process is gone: removed")
        else:
            say(f"{path.name}: pid {process.pid} was left by a supervisor that was killed: stopping it")
            _end_group(path, process.pid)
        path.unlink(missing_ok=True)


def _end_group(path: Path, pid: int) -> None:
    # The child is the leader of its own group.
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, number)
        deadline = time.monotonic() + _ORPHAN_SECONDS
        while pidfile.living(path) and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)


def _who(run: RunDir) -> str:
    process = supervisor(run)
    return f"supervisor pid {process.pid}" if process else "another supervisor is starting"
