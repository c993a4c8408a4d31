"""Closes the issues of syncs that were archived, and of entities that a sync carries no more."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Protocol

from psasync.contracts.events.catalog import CatalogChanged
from psasync.contracts.internal import ResolvedSync
from psasync.kit.catalog import CatalogUnavailable
from psasync.kit.clock import Clock
from psasync.kit.logging import get_logger
from psasync_results.domain.catalog import after_step
from psasync_results.store.gone_issues import GoneIssues
from psasync_results.store.sync_changes import SyncChange, SyncChanges

log = get_logger(__name__)

LOOK_SECONDS = 5.0
_CATALOG_AWAY = timedelta(seconds=30)


class Catalog(Protocol):
    async def sync(self, sync_id: str) -> ResolvedSync | None: ...

    def forget(self, event: CatalogChanged) -> None: ...


class CatalogClosing:
    def __init__(self, changes: SyncChanges, issues: GoneIssues, catalog: Catalog, clock: Clock) -> None:
        self._changes = changes
        self._issues = issues
        self._catalog = catalog
        self._clock = clock
        self._woken = asyncio.Event()

    async def take(self, events: Sequence[CatalogChanged]) -> None:
        """Returns once they are stored."""
        await self._changes.note(events, self._clock.now())
        for event in events:
            self._catalog.forget(event)
        if events:
            self._woken.set()

    async def run(self) -> None:
        while True:
            while await self.step():
                pass
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._woken.wait()
            self._woken.clear()

    async def step(self) -> bool:
        """Work off one change; False: none is due."""
        change = await self._changes.claim(self._clock.now())
        if change is None:
            return False
        try:
            carried = await self._carried(change)
        except CatalogUnavailable:
            await self._changes.later(change, self._clock.now() + _CATALOG_AWAY, change.step)
            return True
        if carried is not None:
            closed = await self._issues.close(change.sync, carried, self._clock.now())
            if closed:
                log.info("issues closed as gone", sync=change.sync, issues=closed, archived=change.archived)
        await self._plan(change)
        return True

    async def _carried(self, change: SyncChange) -> Sequence[str] | None:
        """The entities that the sync carries; None: it is not known, and its own archiving will say so.

        Raises `CatalogUnavailable`, also while the catalog's answer is older than the change.
        """
        if change.archived:
            return ()
        sync = await self._catalog.sync(change.sync)
        if sync is None:
            return None
        if sync.version < change.version:
            raise CatalogUnavailable("its answer is older than the change")
        return [entity.value for entity in sync.entities]

    async def _plan(self, change: SyncChange) -> None:
        gap = after_step(change.step)
        if gap is None:
            await self._changes.done(change)
        else:
            await self._changes.later(change, self._clock.now() + gap, change.step + 1)
