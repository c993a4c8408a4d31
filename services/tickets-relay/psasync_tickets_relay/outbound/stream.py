"""A subscriber's events as an HTTP answer."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from psasync.kit.http.metrics import STREAMS, STREAMS_CUT
from psasync.kit.http.sse import TRANSPORT
from psasync_tickets_relay.outbound import encoding
from psasync_tickets_relay.outbound.encoding import CutReason
from psasync_tickets_relay.outbound.subscriber import Subscriber

RETRY_MS = (500, 5_000)
"""Clients that are sent away together come back spread over this."""
_FAREWELL_SECONDS = 1.0


class LiveStream(Response):
    """Sends what the subscriber has, joined per wake-up, until the client leaves or is cut.

    A client that does not take a chunk within `send_seconds` is cut off; its events were never queued for it, so
    nobody else waits and nothing is kept. `closed` is called once, at the end, whatever the reason.
    """

    def __init__(self, subscriber: Subscriber, *, send_seconds: float, closed: Callable[[], None]) -> None:
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        super().__init__(status_code=200, headers=headers, media_type="text/event-stream")
        del self.headers["content-length"]
        self._subscriber = subscriber
        self._send_seconds = send_seconds
        self._closed = closed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        STREAMS.inc()
        sending = asyncio.create_task(self._send_all(scope, send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            for task in (sending, leaving):
                task.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)
            STREAMS.dec()
            self._closed()

    async def _send_all(self, scope: Scope, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        subscriber = self._subscriber
        while subscriber.cut_reason is None:
            chunk = subscriber.take()
            if chunk and not await self._sent(send, chunk):
                STREAMS_CUT.labels(CutReason.SLOW_CONSUMER).inc()
                _abort(scope)
                return
            await subscriber.wait()
        await self._farewell(scope, send, subscriber.cut_reason)

    async def _sent(self, send: Send, chunk: bytes) -> bool:
        """False if the client did not take it in time."""
        try:
            async with asyncio.timeout(self._send_seconds):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        except TimeoutError:
            return False
        return True

    async def _farewell(self, scope: Scope, send: Send, reason: CutReason) -> None:
        """Say why and when to come back, if the client still listens."""
        STREAMS_CUT.labels(reason).inc()
        last = encoding.closed(reason, self._subscriber.resume_id, random.randint(*RETRY_MS))
        with suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                await send({"type": "http.response.body", "body": last, "more_body": False})
                return
        _abort(scope)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _abort(scope: Scope) -> None:
    """Cut the connection: closing it would wait for the client to take what it has not taken."""
    transport = scope.get("extensions", {}).get(TRANSPORT)
    if transport is not None:
        transport.abort()
