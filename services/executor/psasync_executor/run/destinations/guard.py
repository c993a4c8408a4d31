"""The lease before each request to a destination that cannot check a fence (step 2 of a page)."""

import asyncio

from psasync.psa.port import CallBudget, CallLimit
from psasync_executor.run.lease import Lease
from psasync_executor.store.jobs import LeaseLost

_LOOK_SECONDS = 0.05


class LeasedBudget:
    """A call budget that gives a call only while the lease outlives the request (a `CallBudget`).

    Adapters take a call directly before they send, so nothing but a frozen process can come between. Between two
    heartbeats the lease may be too short for a moment: then the next one is waited for. Raises `LeaseLost`.
    """

    def __init__(self, budget: CallBudget, request_seconds: float) -> None:
        self._budget = budget
        self._seconds = request_seconds
        self.lease: Lease | None = None  # of the run; without one nothing may be called

    def at_once(self, total: int) -> int:
        return self._budget.at_once(total)

    async def acquire(self, *limits: CallLimit) -> None:
        await self._budget.acquire(*limits)
        await self._outliving()

    async def throttled(self, retry_after: float, limit: CallLimit | None = None) -> None:
        await self._budget.throttled(retry_after, limit)

    async def _outliving(self) -> None:
        lease = self.lease
        if lease is None or lease.seconds <= self._seconds:
            raise LeaseLost("no lease can outlive the request")
        while lease.left <= self._seconds:
            lease.check()
            await asyncio.sleep(_LOOK_SECONDS)
