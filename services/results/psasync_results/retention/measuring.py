"""Keeps up what each tenant's results take, a tenant at a time, in one replica."""

import asyncio
from datetime import timedelta

from psasync.kit.clock import Clock
from psasync.kit.logging import get_logger
from psasync.kit.mongo import MongoError
from psasync_results.store import executions
from psasync_results.store.ageing import Ageing
from psasync_results.store.leases import Leases
from psasync_results.store.storage import Storage

log = get_logger(__name__)

_LEASE, _LEASE_LENGTH = "measuring", timedelta(minutes=5)
_SHORTEST_REST = 0.05  # seconds
_REST = 4  # times as long as the work: nobody waits for these figures, and many wait for the database


class MeasuringLoop:
    def __init__(self, storage: Storage, ageing: Ageing, leases: Leases, clock: Clock, *, every: timedelta) -> None:
        self._storage = storage
        self._ageing = ageing
        self._leases = leases
        self._clock = clock
        self._every = every

    async def run(self) -> None:
        while True:
            await self.sweep()
            await asyncio.sleep(self._every.total_seconds())

    async def sweep(self) -> None:
        """Once over all tenants that nobody has measured of late; ends where another replica has taken it over."""
        async for tenant in self._ageing.tenants(executions.COLLECTION):
            if not await self._leases.take(_LEASE, self._clock.now(), _LEASE_LENGTH):
                return
            if tenant is not None and not await self._storage.is_measured(tenant, self._clock.now() - self._every):
                began = self._clock.monotonic()
                await self._measure(tenant)
                await asyncio.sleep(max(_SHORTEST_REST, _REST * (self._clock.monotonic() - began)))

    async def _measure(self, tenant: str) -> None:
        """One that cannot be measured keeps its last figures, and no other waits for it."""
        try:
            await self._storage.measure(tenant, self._clock.now())
        except MongoError as error:
            log.warning("storage not measured", tenant=tenant, error=f"{type(error).__name__}: {error!s:.200}")
