"""Ends executions that nobody else will end."""

import asyncio
from datetime import timedelta

from psasync.kit.clock import Clock
from psasync.kit.logging import get_logger
from psasync_results.domain.ending import end_overdue, overdue
from psasync_results.domain.execution import Execution
from psasync_results.folding import Folding
from psasync_results.metrics import SWEPT
from psasync_results.store.executions import Executions

log = get_logger(__name__)


class DeadlineSweeper:
    def __init__(
        self, executions: Executions, folding: Folding, clock: Clock, *, margin: timedelta, every: timedelta
    ) -> None:
        self._executions = executions
        self._folding = folding
        self._clock = clock
        self._margin = margin
        self._every = every

    async def run(self) -> None:
        while True:
            await self.sweep()
            await asyncio.sleep(self._every.total_seconds())

    async def sweep(self) -> int:
        """End what is overdue; returns how many executions."""
        ended = 0
        async for stored in self._executions.overdue(self._clock.now() - self._margin):
            if overdue(stored.state, self._clock.now(), self._margin):
                after = await self._folding.change(stored.state.id, self._end)
                ended += after is not None
        SWEPT.inc(ended)
        return ended

    def _end(self, state: Execution) -> None:
        # Asked again on the freshest state: an executor may have spoken in between.
        if overdue(state, self._clock.now(), self._margin):
            end_overdue(state, self._clock.now())
            log.warning("execution ended by results", execution=state.id, last_seq=state.last_seq)
