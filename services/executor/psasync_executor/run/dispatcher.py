"""Brings jobs to workers: one loop per process, woken by the inbox and by a slow poll."""

import asyncio
import time
from collections import Counter

from psasync.contracts.internal import ResolvedConnection
from psasync.contracts.vocabulary import System
from psasync.kit.catalog import CatalogUnavailable
from psasync.kit.clock import Clock
from psasync.kit.logging import get_logger
from psasync.kit.mongo import MongoError
from psasync_executor.domain.job import Job
from psasync_executor.domain.priority import Busy
from psasync_executor.run.bell import Bell
from psasync_executor.run.choice import Choice
from psasync_executor.run.control import Control
from psasync_executor.run.lease import Lease
from psasync_executor.run.ports import Ports
from psasync_executor.run.prepare import Catalog
from psasync_executor.run.worker import work_on
from psasync_executor.store.claims import Claims, Seat, Waiting

log = get_logger(__name__)

_OVERDUE_EVERY = 15.0  # seconds between two looks at the deadlines of the queue
_ROUNDS = 20  # looks at the queue in one go, when connections or systems turn out to be taken


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
        self._at_work: Counter[System] = Counter()  # executions that run here
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
        await self._take_over()
        await self._wake_rested()
        for _ in range(_ROUNDS):
            if self._full() or not await self._serve_queue():
                return

    async def _take_over(self) -> None:
        """They hold their slots still; only the workers of this process are asked for."""
        ceilings = self._ports.limits.ceilings
        for abandoned in await self._claims.abandoned(ceilings.full(self._at_work, ())):
            if self._full():
                return
            if abandoned.system in ceilings.full(self._at_work, ()):
                continue
            asked_at = time.monotonic()
            self._put_to_work(await self._claims.take_abandoned(abandoned.id), asked_at)

    async def _wake_rested(self) -> None:
        now, busy, choice = self._clock.now(), await self._claims.busy(), self._choice()
        for parked in await self._claims.rested(now, choice.full(busy)):
            if self._full():
                break
            source = await self._source_of(parked)
            if choice.refuses(parked, source, busy):
                continue
            asked_at = time.monotonic()
            seat = choice.seat(source, busy)
            self._put_to_work(await self._claims.take_rested(parked.id, now, seat), asked_at)
            busy = _with(busy, parked, seat)
        await self._note(choice)

    async def _serve_queue(self) -> bool:
        """Whether another look is worth it: a connection or system turned out to be taken; it is noted for its jobs."""
        busy, choice = await self._claims.busy(), self._choice()
        learnt = False
        for queued in await self._claims.queued(busy, choice.full(busy)):
            if self._full():
                break
            if queued.sync_key in busy.syncs:
                continue
            source = await self._source_of(queued)
            if source is not None and source.id in busy.connections:
                await self._claims.note_connection(queued, source.id)
                learnt = True
                continue
            if choice.refuses(queued, source, busy):
                continue
            asked_at = time.monotonic()
            seat = choice.seat(source, busy)
            self._put_to_work(await self._claims.take_queued(queued, seat), asked_at)
            busy = _with(busy, queued, seat)
        return await self._note(choice) or learnt

    def _choice(self) -> Choice:
        return Choice(self._ports.limits.ceilings, self._at_work)

    async def _note(self, choice: Choice) -> bool:
        for system, sync_keys in choice.refused.items():
            await self._claims.note_system(system, sync_keys)
        return bool(choice.refused)

    async def _source_of(self, waiting: Waiting) -> ResolvedConnection | None:
        """None when it cannot be known: the run itself finds out why, and says so."""
        try:
            sync = await self._catalog.sync(waiting.sync)
        except CatalogUnavailable:
            return None
        return sync.source if sync is not None and sync.tenant == waiting.tenant else None

    def _put_to_work(self, job: Job | None, asked_at: float) -> None:
        if job is None:
            return
        control = Control(self._stopping)
        lease = Lease(self._ports.limits.lease_seconds, asked_at)
        task = asyncio.create_task(work_on(job, self._ports, lease, control), name=f"execution:{job.id}")
        self._running.add(task)
        if job.system is not None:
            self._at_work[job.system] += 1
        self._bell.runs(job.id, control)

        def finished(_: asyncio.Task[None]) -> None:
            self._running.discard(task)
            if job.system is not None:
                self._at_work[job.system] -= 1
            self._bell.ran(job.id, control)
            self._bell.wake()

        task.add_done_callback(finished)


def _with(busy: Busy, waiting: Waiting, seat: Seat) -> Busy:
    return Busy(
        {*busy.syncs, waiting.sync_key},
        {*busy.connections, *filter(None, [seat.connection])},
        {*busy.slots, *filter(None, [seat.slot])},
    )
