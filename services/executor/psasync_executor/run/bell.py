"""How the inbox wakes the workers of its own process."""

import asyncio

from psasync_executor.run.control import Control


class Bell:
    def __init__(self) -> None:
        self.rung = asyncio.Event()
        self._running: dict[str, Control] = {}

    def wake(self) -> None:
        """There may be something to do."""
        self.rung.set()

    def nudge(self, execution: str) -> None:
        """There is news of a job: if it runs here, its heartbeat looks at once."""
        if execution in self._running:
            self._running[execution].nudged.set()
        self.wake()

    def runs(self, execution: str, control: Control) -> None:
        self._running[execution] = control

    def ran(self, execution: str, control: Control) -> None:
        if self._running.get(execution) is control:
            del self._running[execution]
