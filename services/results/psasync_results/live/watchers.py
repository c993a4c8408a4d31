"""Open streams as the hub sees them. What waits for one is states, so a slow one misses steps and never the last."""

import asyncio
from collections.abc import Sequence

from psasync_results.live.change import Change

MOST_WAITING = 1_000
"""Executions whose changes wait for one stream. One that has fallen behind by more begins anew."""


class ExecutionWatcher:
    """Follows one execution."""

    def __init__(self) -> None:
        self._latest: Change | None = None
        self._told = asyncio.Event()

    def tell(self, change: Change) -> None:
        if self._latest is None or change.stored.revision > self._latest.stored.revision:
            self._latest = change
            self._told.set()

    async def newer_than(self, revision: int) -> Change:
        """Waits for a state that the caller has not seen."""
        while self._latest is None or self._latest.stored.revision <= revision:
            self._told.clear()
            await self._told.wait()
        return self._latest


class FeedWatcher:
    """Follows all executions of a tenant, or of the platform."""

    def __init__(self) -> None:
        self._waiting: dict[str, Change] = {}
        self._told = asyncio.Event()
        self._overrun = False

    @property
    def settled(self) -> bool:
        """Whether it has taken all that it was told."""
        return not self._waiting and not self._overrun

    def tell(self, change: Change) -> None:
        # Taken out and put behind the others: what is taken later stands at a later place.
        self._waiting.pop(change.stored.state.id, None)
        self._waiting[change.stored.state.id] = change
        if len(self._waiting) > MOST_WAITING:
            self._waiting.clear()
            self._overrun = True
        self._told.set()

    async def take(self) -> Sequence[Change] | None:
        """Waits for changes and gives them all; None: too many have come, and only a new beginning helps."""
        await self._told.wait()
        self._told.clear()
        overrun, self._overrun = self._overrun, False
        taken, self._waiting = list(self._waiting.values()), {}
        return None if overrun else taken
