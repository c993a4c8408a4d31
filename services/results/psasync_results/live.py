"""Tells open streams of an execution what has become of it.

Only the latest state waits for a watcher: one that is slow misses intermediate states, never the last. What this
process folds is told at once; what other replicas fold is found by a poll that costs nothing while nobody watches.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from psasync_results.metrics import WATCHERS
from psasync_results.store.executions import Executions, Stored

POLL_SECONDS = 1.0
_ASKED_AT_ONCE = 200


class Watcher:
    """One open stream."""

    def __init__(self) -> None:
        self._latest: Stored | None = None
        self._told = asyncio.Event()

    def tell(self, stored: Stored) -> None:
        if self._latest is None or stored.revision > self._latest.revision:
            self._latest = stored
            self._told.set()

    async def newer_than(self, revision: int) -> Stored:
        """Waits for a state that the caller has not seen."""
        while self._latest is None or self._latest.revision <= revision:
            self._told.clear()
            await self._told.wait()
        return self._latest


class Hub:
    def __init__(self, executions: Executions, limit: int) -> None:
        self._executions = executions
        self._limit = limit
        self._watchers: dict[str, set[Watcher]] = {}
        self._known: dict[str, int] = {}
        self._count = 0

    @property
    def full(self) -> bool:
        return self._count >= self._limit

    @contextmanager
    def watch(self, execution: str) -> Iterator[Watcher]:
        watcher = Watcher()
        self._watchers.setdefault(execution, set()).add(watcher)
        self._count += 1
        WATCHERS.inc()
        try:
            yield watcher
        finally:
            self._count -= 1
            WATCHERS.dec()
            left = self._watchers[execution]
            left.discard(watcher)
            if not left:
                del self._watchers[execution]
                self._known.pop(execution, None)

    def tell(self, stored: Stored) -> None:
        watchers = self._watchers.get(stored.state.id)
        if not watchers or stored.revision <= self._known.get(stored.state.id, 0):
            return
        self._known[stored.state.id] = stored.revision
        for watcher in watchers:
            watcher.tell(stored)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            await self.poll()

    async def poll(self) -> None:
        """Look for what others have folded into the executions that are watched here."""
        watched = iter(list(self._watchers))
        while ids := list(islice(watched, _ASKED_AT_ONCE)):
            revisions = await self._executions.revisions(ids)
            for id_ in (id_ for id_, revision in revisions.items() if revision > self._known.get(id_, 0)):
                stored = await self._executions.get(id_)
                if stored is not None:
                    self.tell(stored)
