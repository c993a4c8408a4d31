"""Runs an iterator ahead of its consumer, by a bounded number of items."""

import asyncio
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Generic, Self, TypeVar

T = TypeVar("T")


class Prefetch(Generic[T]):
    """At most `ahead` items wait, and one more is being made. What the iterator raises is raised in its place."""

    def __init__(self, items: AsyncIterator[T], ahead: int = 1) -> None:
        self._items = items
        self._queue: asyncio.Queue[T | BaseException | None] = asyncio.Queue(ahead)
        self._task: asyncio.Task[None] | None = None

    async def next(self) -> T | None:
        """None: there are no more."""
        item = await self._queue.get()
        if isinstance(item, BaseException):
            raise item
        return item

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._fill())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _fill(self) -> None:
        end: BaseException | None = None
        try:
            async for item in self._items:
                await self._queue.put(item)
        except Exception as error:  # noqa: BLE001 - raised where the item would have come
            end = error
        await self._queue.put(end)
