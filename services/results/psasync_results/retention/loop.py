"""Deletes what is older than it is kept, a little at a time, in one replica."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta

from psasync.kit.clock import Clock
from psasync.kit.logging import get_logger
from psasync_results.domain.keeping import Keeping, KeptKind
from psasync_results.metrics import DELETED
from psasync_results.store import daily, executions, issues
from psasync_results.store.ageing import LOGS, RECORDS, Ageing, Parts
from psasync_results.store.leases import Leases
from psasync_results.store.own_keeping import OwnKeepings

log = get_logger(__name__)

_LEASE, _LEASE_LENGTH = "keeping", timedelta(minutes=5)
_ENDED_AT_ONCE = 50
_SHORTEST_PAUSE = 0.02


class LeaseLostError(Exception):
    """Another replica goes on with it."""


class KeepingLoop:
    """Two at once would do no harm: what one has deleted, the other does not find."""

    def __init__(
        self, ageing: Ageing, own: OwnKeepings, leases: Leases, clock: Clock, *, platform: Keeping, every: timedelta
    ) -> None:
        self._ageing = ageing
        self._own = own
        self._leases = leases
        self._clock = clock
        self._platform = platform
        self._every = every

    async def run(self) -> None:
        while True:
            if await self._leases.take(_LEASE, self._clock.now(), _LEASE_LENGTH):
                try:
                    await self.sweep()
                except LeaseLostError:
                    log.info("another replica deletes what is old")
            await asyncio.sleep(self._every.total_seconds())

    async def sweep(self) -> None:
        """Once over all tenants."""
        now = await self._ageing.now(self._clock.now())
        async for tenant in self._ageing.tenants(executions.COLLECTION):
            keeping = await self._keeping(tenant)
            await self._drop_parts(tenant, KeptKind.RECORDS, RECORDS, keeping.cutoff(KeptKind.RECORDS, now))
            await self._drop_parts(tenant, KeptKind.LOGS, LOGS, keeping.cutoff(KeptKind.LOGS, now))
            await self._drop_executions(tenant, keeping.cutoff(KeptKind.EXECUTIONS, now))
        async for tenant in self._ageing.tenants(issues.COLLECTION):
            cutoff = (await self._keeping(tenant)).cutoff(KeptKind.ISSUES, now)
            while await self._deleted(KeptKind.ISSUES, self._ageing.delete_issues(tenant, cutoff)):
                pass
        async for tenant in self._ageing.tenants(daily.COLLECTION):
            cutoff = (await self._keeping(tenant)).cutoff(KeptKind.DAILY, now)
            while await self._deleted(KeptKind.DAILY, self._ageing.delete_days(tenant, cutoff)):
                pass

    async def _keeping(self, tenant: str | None) -> Keeping:
        if not await self._leases.take(_LEASE, self._clock.now(), _LEASE_LENGTH):
            raise LeaseLostError
        return (await self._own.of(tenant)).own.over(self._platform)

    async def _drop_parts(self, tenant: str | None, kind: KeptKind, parts: Parts, cutoff: datetime) -> None:
        """Records or log lines of executions that stay. How far that has come is kept, and never looked at again."""
        after, limit = await self._ageing.reached(tenant, kind.value), _ENDED_AT_ONCE
        while ended := await self._ageing.ended(tenant, after, cutoff, limit):
            for each in ended:
                await self._drop(each.execution, kind, parts)
            await self._ageing.note(tenant, kind.value, ended[-1].at)
            if ended[-1].at != after:
                after = ended[-1].at
            elif len(ended) < limit:
                return
            else:
                limit *= 2  # so many have ended in one moment

    async def _drop_executions(self, tenant: str | None, cutoff: datetime) -> None:
        """With all that is left of them, and themselves last: a crash leaves nothing that nobody would find."""
        while ended := await self._ageing.ended(tenant, None, cutoff, _ENDED_AT_ONCE):
            for each in ended:
                await self._drop(each.execution, KeptKind.RECORDS, RECORDS)
                await self._drop(each.execution, KeptKind.LOGS, LOGS)
                await self._deleted(KeptKind.EXECUTIONS, self._ageing.delete_execution(each.execution))

    async def _drop(self, execution: str, kind: KeptKind, parts: Parts) -> None:
        for part in parts:
            while await self._deleted(kind, self._ageing.delete_part(execution, part)):
                pass

    async def _deleted(self, kind: KeptKind, deleting: Awaitable[int]) -> int:
        """Rests as long as the deletion took: half of the time belongs to others at least."""
        began = self._clock.monotonic()
        count = await deleting
        if count:
            DELETED.labels(kind.value).inc(count)
            await asyncio.sleep(max(_SHORTEST_PAUSE, self._clock.monotonic() - began))
        return count
