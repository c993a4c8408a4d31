"""Works at what is due, some of it at a time, while other replicas do the same."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from psasync.kit.logging import get_logger
from psasync.kit.mongo import Document, MongoError
from psasync_tickets_relay.store.due import DueWork

log = get_logger(__name__)

AT_ONCE = 4
_REST_SECONDS = 5.0  # after a fault of the database


class DueLoop:
    """A loop of the process. `treat` gets what was claimed, and has less than `held_for` to finish it."""

    def __init__(
        self,
        work: DueWork,
        treat: Callable[[Document], Awaitable[None]],
        *,
        held_for: timedelta,
        look_seconds: float,
        ready: Callable[[], bool] = lambda: True,
    ) -> None:
        self._work = work
        self._treat = treat
        self._held_for = held_for
        self._look_seconds = look_seconds
        self._ready = ready

    async def run(self) -> None:
        free = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            while True:
                await free.acquire()
                claimed = await self._claimed()
                group.create_task(self._treated(claimed)).add_done_callback(lambda _: free.release())

    async def _claimed(self) -> Document:
        """The next that is due, as soon as one is."""
        while True:
            rest = self._look_seconds * random.uniform(0.5, 1.5)
            try:
                claimed = await self._work.claim(datetime.now(UTC), self._held_for) if self._ready() else None
            except MongoError as fault:
                log.warning("upkeep waits for the database", fault=type(fault).__name__)
                claimed, rest = None, _REST_SECONDS
            if claimed is not None:
                return claimed
            await asyncio.sleep(rest)

    async def _treated(self, claimed: Document) -> None:
        """What cannot be written down is another's, once the time that it is held for is over."""
        try:
            async with asyncio.timeout(self._held_for.total_seconds()):
                await self._treat(claimed)
        except (MongoError, TimeoutError) as fault:
            log.warning("upkeep not finished", connection=claimed["_id"], fault=type(fault).__name__)


def jittered(seconds: float) -> timedelta:
    """A fifth more or less, so that connections do not stay in step."""
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))


def after_failures(failures: int, *, first: float, cap: float) -> timedelta:
    """Longer with each failure in a row. Seconds."""
    return jittered(min(cap, first * 2 ** min(max(failures - 1, 0), 16)))
