"""Brings jobs to workers: one loop per process, woken by the inbox and by a slow poll."""

import asyncio
import time

from psasync.kit.catalog import CatalogUnavailable
from psasync.kit.clock import Clock
from psasync.kit.logging import get_logger
from psasync.kit.mongo import MongoError
from psasync_executor.domain.job import Job
from psasync_executor.domain.priority import Busy
from psasync_executor.run.bell import Bell
from psasync_executor.run.control import Control
from psasync_executor.run.lease import Lease
from psasync_executor.run.ports import Ports
from psasync_executor.run.prepare import Catalog
from psasync_executor.run.worker import work_on
from psasync_executor.store.claims import Claims, Queued

log = get_logger(__name__)

_OVERDUE_EVERY = 15.0  # seconds between two looks at the deadlines of the queue
_ROUNDS = 4  # looks at the queue in one go, when connections turn out to be taken


class Dispatcher:
    """Lost leases go first, then parked executions whose wait is over, then the queue."""

    def __init__(
        self,
        claims: Claims,
        catalog: Catalog,
        ports: Ports,
        clock: Clock,
        bell: Bell,
        stopping: asyncio.Event,
        *,
        workers: int,
        poll_seconds: float,
    ) -> None:
        self._claims = claims
        self._catalog = catalog
        self._ports = ports
        self._clock = clock
        self._stopping = stopping
        self._workers = workers
        self._poll_seconds = poll_seconds
        self._bell = bell
        self._running: set[asyncio.Task[None]] = set()
        self._looked_at_deadlines = -_OVERDUE_EVERY

    @property
    def running(self) -> int:
        return len(self._running)

    async def run(self) -> None:
        """Until the process stops: then running jobs come to the end of their page and are handed back."""
        try:
            while not self._stopping.is_set():
                self._bell.rung.clear()
                try:
                    await self._fill()
                except MongoError as error:
                    log.warning("no jobs can be claimed", error=str(error)[:200])
                await self._rest()
            if self._running:
                await asyncio.wait(self._running)
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _rest(self) -> None:
        waits = [asyncio.ensure_future(event.wait()) for event in (self._bell.rung, self._stopping)]
        await asyncio.wait(waits, timeout=self._poll_seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    def _full(self) -> bool:
        return len(self._running) >= self._workers or self._stopping.is_set()

    async def _fill(self) -> None:
        if self._full():
            return
        if time.monotonic() - self._looked_at_deadlines >= _OVERDUE_EVERY:
            await self._claims.overdue()
            self._looked_at_deadlines = time.monotonic()
        for execution in await self._claims.abandoned():
            if self._full():
                return
            asked_at = time.monotonic()
            self._put_to_work(await self._claims.take_abandoned(execution), asked_at)
        now = self._clock.now()
        for execution in await self._claims.rested(now):
            if self._full():
                return
            asked_at = time.monotonic()
            self._put_to_work(await self._claims.take_rested(execution, now), asked_at)
        for _ in range(_ROUNDS):
            if self._full() or not await self._serve_queue():
                return

    async def _serve_queue(self) -> bool:
        """Whether another look is worth it: a connection was found to be taken, and that is noted for all its jobs."""
        busy = await self._claims.busy()
        learnt = False
        for queued in await self._claims.queued(busy):
            if self._full():
                return False
            if queued.sync_key in busy.syncs:
                continue
            connection = await self._connection_of(queued)
            if connection is not None and connection in busy.connections:
                await self._claims.note_connection(queued, connection)
                learnt = True
                continue
            asked_at = time.monotonic()
            self._put_to_work(await self._claims.take_queued(queued, connection), asked_at)
            busy = _with(busy, queued, connection)
        return learnt

    async def _connection_of(self, queued: Queued) -> str | None:
        """None when it cannot be known: the run itself finds out why, and says so."""
        try:
            sync = await self._catalog.sync(queued.sync)
        except CatalogUnavailable:
            return None
        return sync.source.id if sync is not None and sync.tenant == queued.tenant else None

    def _put_to_work(self, job: Job | None, asked_at: float) -> None:
        if job is None:
            return
        control = Control(self._stopping)
        lease = Lease(self._ports.limits.lease_seconds, asked_at)
        task = asyncio.create_task(work_on(job, self._ports, lease, control), name=f"execution:{job.id}")
        self._running.add(task)
        self._bell.runs(job.id, control)

        def finished(_: asyncio.Task[None]) -> None:
            self._running.discard(task)
            self._bell.ran(job.id, control)
            self._bell.wake()

        task.add_done_callback(finished)


def _with(busy: Busy, queued: Queued, connection: str | None) -> Busy:
    connections = {*busy.connections} if connection is None else {*busy.connections, connection}
    return Busy({*busy.syncs, queued.sync_key}, connections)
