"""What reaches a run from outside: a cancel, or the stop of the process."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from psasync.contracts.events.records import Cancellation
from psasync_executor.run.signals import CancelSeen, StopSeen

T = TypeVar("T")


class Control:
    """Signals are sticky: once given they are seen at the next look, however late."""

    def __init__(self, stopping: asyncio.Event) -> None:
        self._stopping = stopping
        self._cancel: Cancellation | None = None
        self._canceled = asyncio.Event()
        self.nudged = asyncio.Event()  # the job has news: look at it before the next heartbeat is due

    def cancel(self, cancel: Cancellation | None) -> None:
        """None says nothing."""
        if cancel is not None and self._cancel is None:
            self._cancel = cancel
            self._canceled.set()

    @property
    def canceled(self) -> bool:
        return self._canceled.is_set()

    def check(self) -> None:
        """Raises `CancelSeen` or `StopSeen`."""
        if self._cancel is not None:
            raise CancelSeen(self._cancel)
        if self._stopping.is_set():
            raise StopSeen

    async def unless_signaled(self, work: Coroutine[Any, Any, T]) -> T:
        """The work's result; a signal cancels the work and is raised in its place."""
        task = asyncio.ensure_future(work)
        waits = [asyncio.ensure_future(event.wait()) for event in (self._canceled, self._stopping)]
        try:
            await asyncio.wait([task, *waits], return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                self.check()
            return task.result()
        finally:
            for pending in (task, *waits):
                pending.cancel()
            await asyncio.gather(task, *waits, return_exceptions=True)
