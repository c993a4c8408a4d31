"""Takes ended executions into their cards and days: at once, and after any crash from the mark that the end left.

Every step can be repeated by anybody: cards take runs in any order, days are marked first and counted then, and an
execution's own mark goes last.
"""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from psasync.kit.clock import Clock
from psasync_results.domain.cards import CardRun, card_run
from psasync_results.domain.days import day_of
from psasync_results.store.cards import Cards
from psasync_results.store.daily import Daily
from psasync_results.store.untallied import Untallied

WOKEN_AT_MOST = 10_000
SWEEP_SECONDS = 5.0
_AT_ONCE = 200
_LEFT_BEHIND = timedelta(seconds=3)  # what is younger is still on its way through `wake`
_PLATFORM_EVERY = timedelta(seconds=10)  # its days change with every run of every tenant


class Tallying:
    def __init__(
        self,
        untallied: Untallied,
        cards: Cards,
        daily: Daily,
        clock: Clock,
        *,
        platform_every: timedelta = _PLATFORM_EVERY,
    ) -> None:
        self._untallied = untallied
        self._cards = cards
        self._daily = daily
        self._clock = clock
        self._platform_every = platform_every
        self._woken: asyncio.Queue[str] = asyncio.Queue(WOKEN_AT_MOST)

    def wake(self, execution: str) -> None:
        """An execution has ended. Never waits: what does not fit is found by the sweep."""
        if not self._woken.full():
            self._woken.put_nowait(execution)

    async def run(self) -> None:
        """Tally whatever wakes it, what comes together at once. A fault ends it; the sweep finds what was lost."""
        while True:
            ids = {await self._woken.get()}
            while len(ids) < _AT_ONCE and not self._woken.empty():
                ids.add(self._woken.get_nowait())
            await self.tally(ids)
            await self.count()

    async def run_sweep(self) -> None:
        while True:
            while await self.sweep(_LEFT_BEHIND) == _AT_ONCE:
                pass
            await asyncio.sleep(SWEEP_SECONDS)

    async def sweep(self, older_than: timedelta) -> int:
        """Tally what crashes and faults have left behind; returns how many executions."""
        ids = await self._untallied.left_behind(self._clock.now() - older_than, _AT_ONCE)
        await self.tally(ids)
        await self.count()
        return len(ids)

    async def tally(self, ids: Iterable[str]) -> None:
        ids = list(ids)
        if not ids:
            return
        executions = await self._untallied.of(ids)
        for (tenant, sync), runs in _runs(executions).items():
            await self._cards.add(tenant, sync, runs)
        for key in {key for execution in executions if (key := day_of(execution)) is not None}:
            await self._daily.mark(key, self._clock.now())
        await self._untallied.done([execution["_id"] for execution in executions])

    async def count(self) -> None:
        """Count stale days: tenants' at once, the platform's when they have been stale for a while."""
        now = self._clock.now()
        for key in await self._daily.stale(now + timedelta(seconds=1), _AT_ONCE):
            if key.tenant is not None:
                await self._daily.count(key, self._clock.now())
        for key in await self._daily.stale(now - self._platform_every, _AT_ONCE):
            if key.tenant is None:
                await self._daily.count(key, self._clock.now())


def _runs(executions: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], list[CardRun]]:
    found: dict[tuple[str, str], list[CardRun]] = {}
    for execution in executions:
        run = card_run(execution)
        if run is not None:
            found.setdefault((execution["tenant"], execution["sync"]), []).append(run)
    return found
