"""Starts stages of processes in order, keeps them alive, and stops them in reverse order."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType

from psasync_local.ports import require_free
from psasync_local.process import Command
from psasync_local.rundir import RunDir
from psasync_local.supervised import Phase, Report, RestartPolicy, Supervised

_TICK_SECONDS = 0.1

Stage = Sequence[Command]


class Supervisor:
    """Runs in the main thread: its children die with that thread.

    A stage is started once every process of the stages before it has been ready; afterwards each process is
    restarted by itself, whatever state the others are in.
    """

    def __init__(
        self,
        run: RunDir,
        stages: Sequence[Stage],
        report: Report,
        policy: RestartPolicy | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        chosen = policy or RestartPolicy()
        self.stages = [[Supervised(c, run, report, chosen, monotonic) for c in stage] for stage in stages]
        self._stop_asked = False

    @property
    def processes(self) -> list[Supervised]:
        return [process for stage in self.stages for process in stage]

    @property
    def ready(self) -> bool:
        return all(process.phase is Phase.READY for process in self.processes)

    def require_ports(self) -> None:
        """Raises LocalError for the first port that is taken, before anything has been started."""
        for process in self.processes:
            for use in process.command.ports:
                require_free(process.name, use)

    def tick(self) -> None:
        for stage in self.stages:
            for process in stage:
                process.tick()
            if not all(process.was_ready for process in stage):
                return

    def run(self, on_tick: Callable[[], bool] = lambda: True) -> None:
        """Works until SIGINT, SIGTERM or until `on_tick` says False; everything is stopped on the way out.

        A second signal kills all at once. Raises LocalError when a port is taken, or when a process
        cannot be brought up even once.
        """
        previous = {number: signal.signal(number, self._on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            self.require_ports()
            while not self._stop_asked and on_tick():
                self.tick()
                time.sleep(_TICK_SECONDS)
        finally:
            self.stop()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        for stage in reversed(self.stages):
            for process in reversed(stage):
                process.stop_begin()
            for process in reversed(stage):
                process.stop_end()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self._stop_asked:
            for process in self.processes:
                if process.child is not None:
                    process.child.kill()
            os._exit(128 + number)
        self._stop_asked = True
