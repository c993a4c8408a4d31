"""The right to run a job, as this process can know it."""

import asyncio
import time

from psasync.kit.logging import get_logger
from psasync.kit.mongo import MongoError
from psasync_executor.domain.job import Job
from psasync_executor.run.control import Control
from psasync_executor.store.jobs import Jobs, LeaseLost

log = get_logger(__name__)

_BEATS_PER_LEASE = 3
_RETRIES_PER_BEAT = 5


class Lease:
    """Counted from before the request that took or extended it, on the monotonic clock: never too long."""

    def __init__(self, seconds: float, asked_at: float) -> None:
        self.seconds = seconds
        self._ends = asked_at + seconds

    @property
    def left(self) -> float:
        return self._ends - time.monotonic()

    def extended(self, asked_at: float) -> None:
        self._ends = asked_at + self.seconds

    def check(self) -> None:
        """Before every write to the outside. Raises `LeaseLost`."""
        if self.left <= 0:
            raise LeaseLost("the lease has run out")


async def keep(lease: Lease, jobs: Jobs, job: Job, control: Control) -> None:
    """Heartbeats, until the lease is lost: then it returns, and the run must be dropped at once."""
    pause = lease.seconds / _BEATS_PER_LEASE
    while lease.left > 0:
        await _rest(control, min(pause, lease.left))
        asked_at = time.monotonic()
        try:
            async with asyncio.timeout(max(0.0, lease.left)):
                control.cancel(await jobs.heartbeat(job))
        except (MongoError, TimeoutError) as error:
            log.warning("heartbeat failed", left=round(lease.left, 1), error=str(error)[:200])
            pause = lease.seconds / _BEATS_PER_LEASE / _RETRIES_PER_BEAT
        except LeaseLost:
            return
        else:
            lease.extended(asked_at)
            pause = lease.seconds / _BEATS_PER_LEASE


async def _rest(control: Control, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await control.nudged.wait()
        control.nudged.clear()
    except TimeoutError:
        return
