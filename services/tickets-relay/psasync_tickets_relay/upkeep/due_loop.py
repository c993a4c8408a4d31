"""Works at what is due, some of it at a time, in competition with other replicas."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from psasync.kit.logging import get_logger
from psasync.kit.mongo import Document, MongoError
from psasync_tickets_relay.store.due import DueWork

log = get_logger(__name__)

WORKERS = 4
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
        async with asyncio.TaskGroup() as group:
            for _ in range(WORKERS):
                group.create_task(self._worker())

    async def _worker(self) -> None:
        while True:
            try:
                worked = self._ready() and await self._once()
            except MongoError as fault:
                log.warning("upkeep waits for the database", fault=type(fault).__name__)
                await asyncio.sleep(_REST_SECONDS)
                continue
            if not worked:
                await asyncio.sleep(self._look_seconds * random.uniform(0.5, 1.5))

    async def _once(self) -> bool:
        claimed = await self._work.claim(datetime.now(UTC), self._held_for)
        if claimed is None:
            return False
        async with asyncio.timeout(self._held_for.total_seconds()):
            await self._treat(claimed)
        return True


def jittered(seconds: float) -> timedelta:
    """A fifth more or less, so that connections do not stay in step."""
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))


def after_failures(failures: int, *, first: float, cap: float) -> timedelta:
    """Longer with each failure in a row. Seconds."""
    return jittered(min(cap, first * 2 ** min(max(failures - 1, 0), 16)))
