"""Live parts of pages: one event stream per page, bounded, rendered here.

<div hx-ext="sse" sse-connect="/live/executions/{{ id }}" sse-close="end">
<div sse-swap="progress">...</div>                             the fragment comes with the event
<div hx-get="..." hx-trigger="sse:changed">...</div>           the fragment is asked for after the event
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import contextmanager
from typing import TypeVar

from fastapi import Request
from starlette.responses import Response

from psasync.kit.clock import RealClock
from psasync.kit.http import Problem
from psasync.kit.http.sse import ServerEvent, event_stream
from psasync.kit.logging import get_logger
from psasync_client import PsaSyncError
from psasync_console.session.session import Session

log = get_logger(__name__)

T = TypeVar("T")

END = "end"
"""The last event of a stream that is over for good: `sse-close="end"` keeps the page from coming back for more."""
FAULT = "fault"
"""What the stream is made of does not answer; the page says that it is not live, and comes back."""

_FAULT_SECONDS = 3


class LiveStreams:
    """Counts them: so many of one key, so many of this process."""

    def __init__(self, *, total: int, per_key: int) -> None:
        self._total = total
        self._per_key = per_key
        self._open: Counter[str] = Counter()

    def check(self, key_id: str) -> None:
        """Raises `Problem` 429, before the answer begins."""
        if self._open[key_id] >= self._per_key or self._open.total() >= self._total:
            detail = "Too many live pages are open. This one shows what was true when it was loaded."
            raise Problem(429, "Not live", detail, code="too-many-streams", headers={"Retry-After": "30"})

    @contextmanager
    def hold(self, key_id: str) -> Iterator[None]:
        self._open[key_id] += 1
        try:
            yield
        finally:
            self._open[key_id] -= 1
            if not self._open[key_id]:
                del self._open[key_id]


def live(request: Request, session: Session, events: AsyncIterator[ServerEvent]) -> Response:
    """The stream of a page, as long as the session is valid. Raises 429 where too many are open."""
    streams: LiveStreams = request.app.state.live
    streams.check(session.key_id)
    clock = RealClock()

    async def held() -> AsyncIterator[ServerEvent]:
        with streams.hold(session.key_id):
            try:
                async for event in events:
                    yield event
                yield ServerEvent(END)
            except PsaSyncError as error:
                log.warning("a live page lost its source", error=f"{type(error).__name__}: {error!s:.200}")
                yield ServerEvent(FAULT)
                await asyncio.sleep(_FAULT_SECONDS)  # the browser comes back at once

    async def still_signed_in() -> bool:
        return clock.now() < session.expires_at

    answer = event_stream(request, held(), still_allowed=still_signed_in)
    answer.headers["cache-control"] = "no-store"
    return answer


async def latest(source: AsyncIterator[T], every: float) -> AsyncIterator[T]:
    """Of what comes within `every` seconds only the last. Ends, and fails, as the source does."""
    box: list[T] = []
    news = asyncio.Event()

    async def read() -> None:
        try:
            async for item in source:
                box[:] = [item]
                news.set()
        finally:
            news.set()

    reading = asyncio.create_task(read())
    try:
        while not (reading.done() and not box):
            await news.wait()
            if box:
                yield box.pop()
            if not reading.done():
                news.clear()
                await asyncio.wait({reading}, timeout=every)
        await reading
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


async def merged(*sources: AsyncGenerator[T]) -> AsyncGenerator[T]:
    """What comes from any of them. Ends, and fails, as the first of them that does; closes all of them."""
    coming = {asyncio.ensure_future(anext(source)): source for source in sources}
    try:
        while True:
            done, _ = await asyncio.wait(coming, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                source = coming.pop(each)
                yield each.result()
                coming[asyncio.ensure_future(anext(source))] = source
    except StopAsyncIteration:
        return
    finally:
        for each in coming:
            each.cancel()
        await asyncio.gather(*coming, return_exceptions=True)
        for source in sources:
            await source.aclose()


async def changes(source: AsyncIterator[object], every: float) -> AsyncGenerator[ServerEvent]:
    """For parts that ask for themselves: `changed`, so often at most, whenever the source tells of something."""
    async for _ in latest(source, every):
        yield ServerEvent("changed")
