"""How many webhooks are treated at the same time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from psasync_tickets_relay.inbound.verdicts import HookDeferred


@dataclass(slots=True)
class _Share:
    free: asyncio.Semaphore
    users: int = 0


class Turns:
    """`total` at once, `per_name` of one connection; `queue` others wait for `seconds` at most.

    A connection that sends bodies slowly, or many at once, so takes its own places and not those of the others.
    """

    def __init__(self, *, total: int, per_name: int, queue: int, seconds: float) -> None:
        self._free = asyncio.Semaphore(total)
        self._per_name = per_name
        self._queue = queue
        self._seconds = seconds
        self._waiting = 0
        self._shares: dict[str, _Share] = {}

    @asynccontextmanager
    async def taken(self, name: str) -> AsyncIterator[None]:
        """Raises `HookDeferred` when there is no turn in time."""
        share = self._shares.setdefault(name, _Share(asyncio.Semaphore(self._per_name)))
        share.users += 1
        try:
            await self._wait(share)
            try:
                yield
            finally:
                self._free.release()
                share.free.release()
        finally:
            share.users -= 1
            if not share.users:
                del self._shares[name]

    async def _wait(self, share: _Share) -> None:
        if self._waiting >= self._queue:
            raise HookDeferred("busy", retry_after=1)
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await share.free.acquire()
                try:
                    await self._free.acquire()
                except asyncio.CancelledError:
                    share.free.release()
                    raise
        except TimeoutError:
            raise HookDeferred("busy", retry_after=1) from None
        finally:
            self._waiting -= 1
