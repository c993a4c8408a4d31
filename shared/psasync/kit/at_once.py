"""Work that goes on beside its caller, a few pieces at a time."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from types import TracebackType
from typing import Any, Self


class AtOnce:
    """Leaving the context waits for all pieces.

    The first failure is raised where the caller notices it, in `start` or at the end; it, and a failure of the caller,
    ends what has not been done.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._running: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def start(self, piece: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Returns once it is under way, which is as soon as fewer than `limit` others are."""
        while len(self._running) >= self._limit:
            await self._settle(asyncio.FIRST_COMPLETED)
        self._running.add(asyncio.create_task(piece()))
        await asyncio.sleep(0)

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if fault is None:
                await self._settle(asyncio.FIRST_EXCEPTION)
        finally:
            await _ended(self._running)

    async def _settle(self, when: str) -> None:
        if self._running:
            done, self._running = await asyncio.wait(self._running, return_when=when)
            for fault in [task.exception() for task in done]:
                if fault is not None:
                    raise fault


async def _ended(tasks: Iterable[asyncio.Task[None]]) -> None:
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
