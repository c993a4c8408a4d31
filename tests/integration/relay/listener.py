"""A live consumer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from tests.support.waiting import until
from tests.unit.relay.frames import Frame, parse


class Listener:
    """Collects what a stream sends, as a browser's EventSource would."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.ended = asyncio.Event()

    @property
    def last_id(self) -> str:
        return next(frame.id for frame in reversed(self.frames) if frame.id)

    @property
    def tickets(self) -> list[str]:
        return [frame.json["ticket_id"] for frame in self.events("ticket")]

    def events(self, name: str) -> list[Frame]:
        return [frame for frame in self.frames if frame.event == name]

    async def heard(self, *tickets: int | str, within: float = 10) -> None:
        """Exactly these tickets, in this order."""
        wanted = [str(ticket) for ticket in tickets]
        await until(lambda: len(self.tickets) >= len(wanted), within, f"tickets {wanted}, heard {self.tickets}")
        assert self.tickets == wanted

    async def read(self, response: httpx.Response) -> None:
        rest = ""
        try:
            async for text in response.aiter_text():
                *blocks, rest = (rest + text).split("\n\n")
                self.frames += parse("\n\n".join(blocks))
        except httpx.HTTPError:
            pass  # cut off: `ended` says so
        finally:
            self.ended.set()


@asynccontextmanager
async def listening(url: str, tenant: str, key: str, *, last_id: str | None = None, **query) -> AsyncIterator[Listener]:
    """A consumer that is connected: whatever is published from here on, it hears."""
    headers = {"authorization": f"Bearer {key}"} | ({"last-event-id": last_id} if last_id else {})
    listener = Listener()
    async with httpx.AsyncClient(base_url=url, timeout=httpx.Timeout(10, read=None)) as http:
        path = f"/v1/tenants/{tenant}/tickets/events"
        async with http.stream("GET", path, headers=headers, params=query) as response:
            assert response.status_code == 200, await response.aread()
            assert response.headers["content-type"].startswith("text/event-stream")
            reading = asyncio.create_task(listener.read(response))
            await until(lambda: listener.frames or listener.ended.is_set(), 10, "the first id")
            try:
                yield listener
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)
