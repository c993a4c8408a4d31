"""One child process: its own process group, its own log file, and never longer lived than its parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from psasync_local import pidfile
from psasync_local.ports import PortUse
from psasync_local.probes import Probe

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Command:
    """What to start and how to tell that it works. `environment` is complete: nothing is added to it."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    ready: Probe
    ports: tuple[PortUse, ...] = ()
    ready_within: float = 60.0  # seconds from start; slower counts as a crash
    stop_within: float = 15.0  # seconds from SIGTERM to SIGKILL
    prepare: Callable[[], None] = field(default=lambda: None)  # before each start; LocalError ends the attempt


class Child:
    """A running Command.

    Start it from a thread that lives as long as the parent process: on Linux the kernel kills the child when the
    thread that started it ends, which is what leaves nothing behind after `kill -9` of the parent.
    """

    def __init__(self, command: Command, log: Path, pid_file: Path) -> None:
        self.command = command
        self.log = log
        self._pid_file = pid_file
        self._gone = False
        with log.open("ab") as output:
            self._popen = subprocess.Popen(
                command.argv,
                env=dict(command.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 - one prctl call, nothing that could deadlock
            )
        pidfile.write(pid_file, self._popen.pid)

    @property
    def pid(self) -> int:
        return self._popen.pid

    def exit_code(self) -> int | None:
        """None while it runs; negative = killed by that signal. What its end leaves of its group is killed."""
        if not self._gone and self._popen.poll() is not None:
            self.send(signal.SIGKILL)
            self._forget()
        return self._popen.returncode

    def terminate(self) -> None:
        self.send(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL to the whole group, and waits for the end."""
        self.send(signal.SIGKILL)
        self._popen.wait(10)
        self._forget()

    def stop(self) -> None:
        """SIGTERM, then SIGKILL once `stop_within` is over; returns when it is gone."""
        self.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(self.command.stop_within)
        self.kill()

    def send(self, number: signal.Signals) -> None:
        """A signal to the whole group; nothing happens when it is gone."""
        if self._gone:
            return  # its number may be another group's by now
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._popen.pid, number)

    def _forget(self) -> None:
        self._gone = True
        self._pid_file.unlink(missing_ok=True)


def tail(log: Path, lines: int = 20) -> str:
    """The last lines of a log file, at most 16 KiB of it; empty when there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 16_384))
            text = file.read().decode(errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def _die_with(parent: int) -> Callable[[], None] | None:
    libc = _LIBC
    if libc is None:
        return None

    def bind() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)  # the parent died before the call

    return bind
