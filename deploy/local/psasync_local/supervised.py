"""The life of one supervised process: started, watched until ready, restarted with backoff when it ends by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from psasync_local.errors import LocalError
from psasync_local.ports import require_free
from psasync_local.process import Child, Command, tail
from psasync_local.rundir import RunDir

Report = Callable[[str], None]


class Phase(StrEnum):
    """`waiting` = its turn has not come; `backoff` = it ended and is started again at a set time."""

    WAITING = "waiting"
    STARTING = "starting"
    READY = "ready"
    BACKOFF = "backoff"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """Seconds before the n-th restart in a row: doubling from `first` to `cap`; `forget_after` of running clears it."""

    first: float = 0.5
    cap: float = 30.0
    forget_after: float = 60.0
    before_ready: int = 4  # failures in a row, never ready in between from the beginning: no restart will help

    def delay(self, failures: int) -> float:
        return float(min(self.cap, self.first * 2.0 ** min(30, max(0, failures - 1))))


class Supervised:
    """One process and its phase. `tick` is called a few times a second and does at most one thing."""

    def __init__(
        self,
        command: Command,
        run: RunDir,
        report: Report,
        policy: RestartPolicy,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.command = command
        self.phase = Phase.WAITING
        self.restarts = 0
        self.detail = ""
        self.was_ready = False
        self.child: Child | None = None
        self._run = run
        self._report = report
        self._policy = policy
        self._monotonic = monotonic
        self._failures = 0
        self._since = 0.0
        self._retry_at = 0.0

    @property
    def name(self) -> str:
        return self.command.name

    def tick(self) -> None:
        """Moves one step. Raises LocalError when the process cannot be brought up even once."""
        now = self._monotonic()
        if self.phase is Phase.WAITING or (self.phase is Phase.BACKOFF and now >= self._retry_at):
            self._start(now)
        elif self.child is not None:
            self._watch(self.child, now)

    def stop_begin(self) -> None:
        if self.child is not None:
            self.child.terminate()

    def stop_end(self) -> None:
        """Returns when the process is gone, killed if it took longer than its `stop_within`."""
        if self.child is not None:
            self.child.stop()
            self._report(f"{self.name}: stopped")
        self.child = None
        self.phase = Phase.STOPPED

    def _start(self, now: float) -> None:
        try:
            self.command.prepare()
            for use in self.command.ports:
                require_free(self.name, use)
            self.child = Child(self.command, self._run.log(self.name), self._run.pids / self.name)
        except (LocalError, OSError) as error:
            if not self.was_ready:
                raise LocalError(str(error)) from error
            self._failed(str(error), now)
            return
        self.phase = Phase.STARTING
        self._since = self._monotonic()

    def _watch(self, child: Child, now: float) -> None:
        code = child.exit_code()
        if code is not None:
            self._failed(_ended(code), now)
        elif self.phase is Phase.STARTING:
            self._check_ready(child, now)
        elif self._failures and now - self._since > self._policy.forget_after:
            self._failures = 0

    def _check_ready(self, child: Child, now: float) -> None:
        missing = self.command.ready()
        if missing is None:
            self.phase, self.detail, self.was_ready = Phase.READY, "", True
            self._report(f"{self.name}: ready after {now - self._since:.1f} s{self._where()}")
        elif now - self._since > self.command.ready_within:
            child.kill()
            self._failed(f"not ready within {self.command.ready_within:.0f} s: {missing}", now)
        else:
            self.detail = missing

    def _failed(self, why: str, now: float) -> None:
        self.child = None
        self._failures += 1
        self.restarts += 1
        self.detail = why
        if not self.was_ready and self._failures >= self._policy.before_ready:
            log = self._run.log(self.name)
            raise LocalError(f"{self.name}: {why}, {self._failures} times in a row; end of {log}:\n{tail(log)}")
        delay = self._policy.delay(self._failures)
        self._retry_at = now + delay
        self.phase = Phase.BACKOFF
        self._report(f"{self.name}: {why}; restart in {delay:.1f} s")

    def _where(self) -> str:
        return " on " + ", ".join(f"127.0.0.1:{use.port}" for use in self.command.ports) if self.command.ports else ""


def _ended(code: int) -> str:
    return f"killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
