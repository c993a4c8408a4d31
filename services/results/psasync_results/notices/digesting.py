"""Daily digests: which days will be summed up, and summing them up."""

import asyncio
from collections import defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfoNotFoundError

from psasync.contracts.internal import ResolvedSync
from psasync.kit.catalog import CatalogUnavailable
from psasync.kit.clock import Clock
from psasync.kit.logging import get_logger
from psasync_results.notices.directory import Directory, name_of_tenant
from psasync_results.notices.domain.addressees import addressees, wanted
from psasync_results.notices.domain.cause_of import of_day
from psasync_results.notices.domain.causes import Addressee, NoticeKind
from psasync_results.notices.domain.digest import Day, SyncDay, by_sync, lines
from psasync_results.notices.domain.ends import End
from psasync_results.notices.store.digests import Digests
from psasync_results.notices.telling import Telling

log = get_logger(__name__)

POLL_SECONDS = 30.0
CLAIMED_FOR = timedelta(minutes=5)

Named = dict[str, tuple[str, SyncDay]]
"""By sync: its name and its day."""


class DigestBook:
    """Notes the days of which somebody wants a summary."""

    def __init__(self, digests: Digests, hour: int) -> None:
        self._digests = digests
        self._hour = hour

    async def note(self, end: End, sync: ResolvedSync) -> None:
        if not wanted(NoticeKind.DIGEST, sync.notifications):
            return
        try:
            day = Day.of(sync.tenant, end.at, sync.time_zone, self._hour)
        except (ZoneInfoNotFoundError, ValueError):
            log.warning("no digest in a zone that this machine does not know", tenant=sync.tenant, zone=sync.time_zone)
            return
        await self._digests.expect(day)


class Summing:
    """Tells each recipient of the syncs whose digest names them."""

    def __init__(self, digests: Digests, telling: Telling, directory: Directory, clock: Clock) -> None:
        self._digests = digests
        self._telling = telling
        self._directory = directory
        self._clock = clock

    async def run(self) -> None:
        while True:
            if not await self.step():
                await asyncio.sleep(POLL_SECONDS)

    async def step(self) -> bool:
        """Whether a day was due. While the catalog cannot be asked, it is left for later."""
        now = self._clock.now()
        day = await self._digests.claim(now, now + CLAIMED_FOR)
        if day is None:
            return False
        try:
            await self._tell(day)
        except CatalogUnavailable as away:
            log.warning("a day is not summed up yet", tenant=day.tenant, day=day.name, reason=away.reason)
            return False
        await self._digests.done(day)
        return True

    async def _tell(self, day: Day) -> None:
        of_day_by_sync = by_sync(day, await self._digests.executions(day))
        tenant_name = await name_of_tenant(self._directory, day.tenant)
        for addressee, named in (await self._by_addressee(day, of_day_by_sync)).items():
            runs = sum(each.runs for _, each in named.values())
            failed = sum(each.failed for _, each in named.values())
            cause = of_day(day, tenant_name, runs, failed, lines(named))
            await self._telling.tell(cause, [addressee])

    async def _by_addressee(self, day: Day, days: dict[str, SyncDay]) -> dict[Addressee, Named]:
        found: dict[Addressee, Named] = defaultdict(dict)
        for id_, of_sync in days.items():
            sync = await self._directory.sync(id_)
            if sync is None or sync.tenant != day.tenant or not wanted(NoticeKind.DIGEST, sync.notifications):
                continue
            for addressee in addressees(sync.notifications):
                found[addressee][id_] = (sync.name, of_sync)
        return found
