"""Tells people of how executions ended.

Each end was written together with a mark. Whoever claims the mark puts the end into the streak of its sync, and what
is owed for it is written in the same compare-and-set; then come the notices, then the mark is taken away. A process
that dies in between leaves the mark, and whoever finds it repeats the steps without telling anybody twice.
"""

import asyncio
from datetime import timedelta

from psasync.contracts.internal import ResolvedSync
from psasync.kit.catalog import CatalogUnavailable
from psasync.kit.clock import Clock
from psasync.kit.logging import get_logger
from psasync_results.domain.execution import Execution
from psasync_results.notices.digesting import DigestBook
from psasync_results.notices.directory import Directory, name_of_tenant
from psasync_results.notices.domain.addressees import addressees
from psasync_results.notices.domain.cause_of import of_end
from psasync_results.notices.domain.causes import NoticeKind
from psasync_results.notices.domain.ends import End, end_of
from psasync_results.notices.domain.streak import Owed, Streak, after
from psasync_results.notices.store.ends import UntoldEnds
from psasync_results.notices.store.streaks import Streaks
from psasync_results.notices.telling import Telling

log = get_logger(__name__)

POLL_SECONDS = 1.0
CLAIMED_FOR = timedelta(seconds=60)
_ATTEMPTS = 50


class Ending:
    def __init__(
        self,
        ends: UntoldEnds,
        streaks: Streaks,
        telling: Telling,
        directory: Directory,
        digests: DigestBook,
        clock: Clock,
    ) -> None:
        self._ends = ends
        self._streaks = streaks
        self._telling = telling
        self._directory = directory
        self._digests = digests
        self._clock = clock

    async def run(self) -> None:
        while True:
            if not await self.step():
                await asyncio.sleep(POLL_SECONDS)

    async def step(self) -> bool:
        """Whether there was an end that nobody worked on. While the catalog cannot be asked, it is left for later."""
        now = self._clock.now()
        state = await self._ends.claim(now, now + CLAIMED_FOR)
        if state is None:
            return False
        try:
            await self._take(state)
        except CatalogUnavailable as away:
            log.warning("nobody is told of an end yet", execution=state.id, reason=away.reason)
            return False
        await self._ends.told(state.id)
        return True

    async def _take(self, state: Execution) -> None:
        end = end_of(state)
        if end is None or state.sync is None:
            return
        sync = await self._directory.sync(state.sync)
        # A request can name another tenant's sync: of its failure that tenant hears nothing.
        if sync is None or sync.tenant != state.tenant:
            return
        for owed in (await self._enter(end, sync)).owed:
            await self._tell(owed, sync)
            await self._paid(owed, sync.id)
        await self._digests.note(end, sync)

    async def _enter(self, end: End, sync: ResolvedSync) -> Streak:
        """The streak with this end in it. What is owed may also have been left behind by others."""
        for _ in range(_ATTEMPTS):
            stored = await self._streaks.get(sync.id)
            streak = after(stored.streak, end, sync.notifications)
            if streak == stored.streak or await self._streaks.save(sync.id, stored, streak, self._clock.now()):
                return streak
        raise RuntimeError(f"the streak of sync {sync.id} changes all the time")

    async def _tell(self, owed: Owed, sync: ResolvedSync) -> None:
        state = await self._ends.get(owed.execution)
        if state is None:
            return
        told = addressees(sync.notifications)
        if owed.failed_execution is not None:
            # Nobody is to hear that it is well again before hearing that it was not.
            await self._telling.hurry(NoticeKind.FAILURE, owed.failed_execution, told)
        tenant_name = await name_of_tenant(self._directory, sync.tenant)
        await self._telling.tell(of_end(owed, state, sync, tenant_name), told)

    async def _paid(self, owed: Owed, sync: str) -> None:
        for _ in range(_ATTEMPTS):
            stored = await self._streaks.get(sync)
            if owed not in stored.streak.owed:
                return
            if await self._streaks.save(sync, stored, stored.streak.without(owed), self._clock.now()):
                return
        raise RuntimeError(f"the streak of sync {sync} changes all the time")
