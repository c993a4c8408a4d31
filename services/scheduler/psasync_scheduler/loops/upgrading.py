"""Completes what earlier versions have stored. Runs once at each start and can be repeated."""

from dataclasses import dataclass

from psasync.kit.logging import get_logger
from psasync_scheduler.store.stores import Stores

log = get_logger(__name__)

BATCH = 500


@dataclass(frozen=True, slots=True)
class Upgrading:
    stores: Stores

    async def run(self) -> None:
        """Syncs name the system that they read from, so that lists can be asked for it."""
        after, named = "", 0
        while found := await self.stores.syncs.without_system(after, BATCH):
            connections = await self.stores.connections.get_many({sync.connection for sync in found})
            systems = {sync.id: connections[sync.connection].system for sync in found if sync.connection in connections}
            await self.stores.syncs.name_systems(systems)
            after, named = found[-1].id, named + len(systems)
        if named:
            log.info("syncs name their system now", syncs=named)
