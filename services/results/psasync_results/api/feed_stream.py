"""One open stream of a tenant's executions, or of all: what its client has missed, then what changes."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from psasync_results.api.live_events import change_event, line_event, snapshot_event
from psasync_results.domain.places import OVERLAP, continues, read, write
from psasync_results.live.hub import Hub
from psasync_results.live.places import Places
from psasync_results.live.reader import Reader
from psasync_results.live.watchers import FeedWatcher
from psasync_results.store.changes import Changes
from psasync_results.store.executions import CHANGED

REST_SECONDS = 0.25
"""Between two rounds of one stream: what changes faster is told by its latest state."""

MOST_IN_SNAPSHOT = 200
MOST_MISSED = 500
"""Executions that have changed while a client was away; of more it gets a new snapshot."""


class FeedStream:
    """`tenant` None: the whole platform."""

    def __init__(self, changes: Changes, hub: Hub, reader: Reader, tenant: str | None) -> None:
        self._changes = changes
        self._hub = hub
        self._reader = reader
        self._tenant = tenant
        self._scope: Mapping[str, Any] = {} if tenant is None else {"tenant": tenant}
        self._watcher: FeedWatcher | None = None

    async def events(self, places: Places, key: str, last_event_id: str | None) -> AsyncIterator[bytes]:
        with places.hold(key), self._hub.follow(self._tenant) as watcher:
            self._watcher = watcher
            # Followed first and read then: no change can fall between the two.
            async for event in self._beginning(read(last_event_id)):
                yield event
            while True:
                taken = await watcher.take()
                if taken is None:
                    yield await self._snapshot()
                for change in taken or ():
                    yield change.once("line", change_event)
                await asyncio.sleep(REST_SECONDS)

    def place(self) -> str | None:
        """For a heartbeat: where the stream stands, if nothing waits for it."""
        position = self._hub.position
        settled = self._watcher is not None and self._watcher.settled
        return write(position) if settled and position is not None else None

    async def _beginning(self, place: datetime | None) -> AsyncIterator[bytes]:
        """What the client has missed, or a snapshot."""
        await self._reader.begin()
        missed = None
        if place is not None and continues(place, await self._changes.newest()):
            missed = await self._changes.behind(self._scope, place - OVERLAP, MOST_MISSED)
        if missed is None:
            yield await self._snapshot()
        for document in missed or ():
            yield line_event(document, document[CHANGED])

    async def _snapshot(self) -> bytes:
        place = await self._reader.begin()
        found, more = await self._changes.unfinished(self._scope, MOST_IN_SNAPSHOT)
        return snapshot_event(found, place, more=more)
