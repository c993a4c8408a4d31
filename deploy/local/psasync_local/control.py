"""The commands about a platform in the background: up, down, clean."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

import psutil

from psasync_local import docker, instance, local_secrets, process, status
from psasync_local.errors import LocalError
from psasync_local.rundir import PROJECT, RunDir

_POLL_SECONDS = 0.1
_UP_SECONDS = 900.0  # a cold machine fetches jars or images, and each process has its own, shorter limit
_DOWN_SECONDS = 90.0
_LOG = "supervisor"


def up(run: RunDir, supervisor: Sequence[str] = ("-m", "psasync_local", "up", "--foreground")) -> None:
    """Starts the supervisor in the background and returns when all is ready; does nothing when it runs already.

    Raises LocalError when it does not come up; nothing is left running then.
    """
    if instance.is_running(run):
        current = status.read(run)
        ready = "and ready" if current and current.ready else "but not everything is ready: see `make status`"
        print(f"already up {ready}; nothing to do")
        return
    run.status.unlink(missing_ok=True)
    log = run.log(_LOG)
    start = log.stat().st_size if log.exists() else 0
    with log.open("ab") as output:
        daemon = subprocess.Popen(
            (sys.executable, *supervisor),
            cwd=PROJECT,
            env={**os.environ, "PSASYNC_RUN_DIR": str(run.root)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _follow_until_ready(run, daemon, start)


def down(run: RunDir) -> None:
    """Stops the background platform in order; says so when nothing runs."""
    supervisor = instance.supervisor(run)
    if supervisor is None or not instance.is_running(run):
        print("nothing is running")
        return
    start = run.log(_LOG).stat().st_size if run.log(_LOG).exists() else 0
    supervisor.terminate()
    deadline = time.monotonic() + _DOWN_SECONDS
    while instance.is_running(run):
        start = _print_from(run, start)
        if time.monotonic() > deadline:
            print(f"not stopped within {_DOWN_SECONDS:.0f} s: killing it")
            supervisor.send_signal(signal.SIGKILL)
            deadline = time.monotonic() + 10
        time.sleep(_POLL_SECONDS)
    _print_from(run, start)
    print("stopped")


def clean(run: RunDir) -> None:
    """Stops everything and removes all state, containers and their volumes included."""
    if instance.is_running(run):
        down(run)
    if run.secrets.exists() and docker.usable():
        docker.remove(local_secrets.load_or_create(run.secrets))
    shutil.rmtree(run.root, ignore_errors=True)
    print(f"removed {run.root}")


def _follow_until_ready(run: RunDir, daemon: subprocess.Popen[bytes], start: int) -> None:
    deadline = time.monotonic() + _UP_SECONDS
    while time.monotonic() < deadline:
        start = _print_from(run, start)
        current = status.read(run)
        if current and current.ready:
            print("everything is ready: `make status` shows it, `make down` stops it")
            return
        if daemon.poll() is not None:
            _print_from(run, start)
            raise LocalError("it did not come up: the reason is above")
        time.sleep(_POLL_SECONDS)
    _give_up(daemon.pid)
    raise LocalError(f"not ready within {_UP_SECONDS:.0f} s; stopped. {process.tail(run.log(_LOG))}")


def _give_up(pid: int) -> None:
    supervisor = psutil.Process(pid)
    supervisor.terminate()
    try:
        supervisor.wait(_DOWN_SECONDS)
    except psutil.TimeoutExpired:
        supervisor.kill()


def _print_from(run: RunDir, start: int) -> int:
    """Prints what the supervisor's log has beyond a position; returns the new one."""
    with run.log(_LOG).open("rb") as file:
        file.seek(start)
        text = file.read()
    if text:
        sys.stdout.write(text.decode(errors="replace"))
        sys.stdout.flush()
    return start + len(text)
