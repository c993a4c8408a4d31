"""Webhooks that have been published already."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable


class Replays:
    """Remembers ids for `seconds`, at most `size` of them.

    Fed by this replica's own publications and by what it reads from the topic, so that a webhook sent again to another
    replica, or after a restart, is known too. An id is remembered only once Kafka has acknowledged its event: what
    failed may come again.
    """

    def __init__(self, *, seconds: float, size: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._size = size
        self._clock = clock
        self._known: OrderedDict[str, float] = OrderedDict()
        self._under_way: dict[str, asyncio.Future[None]] = {}

    def __contains__(self, name: str) -> bool:
        expires = self._known.get(name)
        return expires is not None and self._clock() < expires

    def remember(self, name: str) -> None:
        now = self._clock()
        self._known[name] = now + self._seconds
        self._known.move_to_end(name)
        while self._known and (len(self._known) > self._size or next(iter(self._known.values())) <= now):
            self._known.popitem(last=False)

    async def once(self, name: str, publish: Callable[[], Awaitable[object]]) -> bool:
        """Publish unless it was; False if it was. Of several calls at once one publishes, the others wait for it."""
        while (under_way := self._under_way.get(name)) is not None:
            await asyncio.shield(under_way)
        if name in self:
            return False
        done = self._under_way[name] = asyncio.get_running_loop().create_future()
        try:
            await publish()
            self.remember(name)
            return True
        finally:
            del self._under_way[name]
            done.set_result(None)
