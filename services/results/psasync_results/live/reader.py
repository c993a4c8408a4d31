"""Finds what other replicas fold: one reading of the changes for all that watch here, none while nobody does."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from psasync_results.domain.places import OVERLAP
from psasync_results.live.hub import Hub
from psasync_results.store.changes import Changed
from psasync_results.store.executions import Stored

POLL_SECONDS = 0.5
_READ_AT_ONCE = 100


class Changes(Protocol):
    """What this module needs of `store.changes.Changes`."""

    async def newest(self) -> datetime: ...

    def since(self, moment: datetime) -> AsyncIterator[Changed]: ...

    async def states(self, ids: Sequence[str]) -> list[Stored]: ...


class Reader:
    def __init__(self, changes: Changes, hub: Hub) -> None:
        self._changes = changes
        self._hub = hub

    async def run(self) -> None:
        while True:
            await self.poll()
            await asyncio.sleep(POLL_SECONDS)

    async def begin(self) -> datetime:
        """Where the reading stands; whoever watches already is told of everything behind it."""
        if self._hub.position is None:
            newest = await self._changes.newest()
            # Another stream that began at the same time may have been faster, and the reading may have gone on.
            self._hub.position = self._hub.position or newest
        return self._hub.position

    async def poll(self) -> None:
        if not self._hub.watched:
            self._hub.rest()
            return
        position = newest = await self.begin()
        wanted: list[str] = []
        async for changed in self._changes.since(position - OVERLAP):
            newest = max(newest, changed.at)
            if self._hub.wants(changed.execution, changed.tenant, changed.revision):
                wanted.append(changed.execution)
            if len(wanted) == _READ_AT_ONCE:
                await self._tell(wanted)
                wanted = []
        await self._tell(wanted)
        # Moved only now: what was told so far stands at the place before.
        if self._hub.watched:
            self._hub.position = newest

    async def _tell(self, ids: Sequence[str]) -> None:
        if ids:
            for stored in await self._changes.states(ids):
                self._hub.tell(stored)
