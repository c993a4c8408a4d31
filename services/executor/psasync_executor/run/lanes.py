"""Reads the entities of a run side by side and hands their pages on one by one.

Each entity is a lane. A lane begins when the lanes of its parents are settled; until then nothing of it is asked for.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from psasync.contracts.vocabulary import Entity
from psasync_executor.domain.dependencies import waits_for
from psasync_executor.run.reader import ReadPage
from psasync_executor.run.signals import LongWait

ReadPages = Callable[[Entity], AsyncGenerator[ReadPage, None]]


@dataclass(frozen=True, slots=True)
class _Ended:
    """A lane is read to its end, or cannot go on."""

    entity: Entity
    error: BaseException | None = None


class Lanes:
    """Bounded: one page waits, and each lane holds at most one more and reads another."""

    def __init__(self, planned: Sequence[Entity], settled: Sequence[Entity], pages: ReadPages) -> None:
        self._planned = planned
        self._pages = pages
        self._settled = set(settled)
        self._waiting = [entity for entity in planned if entity not in self._settled]
        self._running: dict[Entity, asyncio.Task[None]] = {}
        self._queue: asyncio.Queue[ReadPage | _Ended] = asyncio.Queue(1)
        self._held_up: LongWait | None = None

    async def next(self) -> ReadPage | None:
        """The next page of any lane; None when all are read. Raises what a lane raises.

        A lane that has to wait for long holds up no other: the wait is raised when nothing else can be read.
        """
        while True:
            self._begin()
            if not self._running:
                if self._held_up is not None:
                    raise self._held_up
                return None
            item = await self._queue.get()
            if isinstance(item, ReadPage):
                return item
            del self._running[item.entity]
            self._over(item)

    def settled(self, entity: Entity) -> None:
        """The last page of the entity is written and settled."""
        self._settled.add(entity)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _begin(self) -> None:
        for entity in list(self._waiting):
            if self._settled.issuperset(waits_for(entity, self._planned)):
                self._waiting.remove(entity)
                self._running[entity] = asyncio.create_task(self._read(entity))

    async def _read(self, entity: Entity) -> None:
        error: BaseException | None = None
        try:
            async with aclosing(self._pages(entity)) as pages:
                async for page in pages:
                    await self._queue.put(page)
        except Exception as caught:  # noqa: BLE001 - raised where the page would have come
            error = caught
        await self._queue.put(_Ended(entity, error))

    def _over(self, ended: _Ended) -> None:
        if isinstance(ended.error, LongWait):
            if self._held_up is None or ended.error.seconds < self._held_up.seconds:
                self._held_up = ended.error
        elif ended.error is not None:
            raise ended.error
