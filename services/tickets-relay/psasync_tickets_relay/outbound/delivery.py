"""From a subscriber to its client, whatever carries it."""

import asyncio
import random
from collections.abc import Sequence
from typing import Protocol

from psasync.kit.http.metrics import STREAMS, STREAMS_CUT
from psasync_tickets_relay.outbound.encoding import CutReason
from psasync_tickets_relay.outbound.subscriber import Subscriber

RETRY_MS = (500, 5_000)
"""Clients that are sent away together come back spread over this."""
_FAREWELL_SECONDS = 1.0


class Outlet(Protocol):
    """The way to one client."""

    async def open(self) -> None: ...

    async def send(self, chunks: Sequence[bytes]) -> None:
        """Returns once they are on their way, so that a client that takes nothing holds up its own stream only."""

    async def end(self, last: bytes, reason: CutReason) -> None:
        """The last event, and a proper end."""

    def abort(self) -> None:
        """Cut the connection: closing it would wait for the client to take what it has not taken."""

    async def left(self) -> None:
        """Until the client has gone."""


async def deliver(subscriber: Subscriber, outlet: Outlet, send_seconds: float) -> None:
    """Sends what the subscriber has until the client leaves or is cut.

    A client that does not take what is sent within `send_seconds` is cut off; its events were never queued for it, so
    nobody else waits and nothing is kept.
    """
    STREAMS.inc()
    sending = asyncio.create_task(_send_all(subscriber, outlet, send_seconds))
    leaving = asyncio.create_task(outlet.left())
    try:
        await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
        if sending.done():
            sending.result()
    finally:
        for task in (sending, leaving):
            task.cancel()
        await asyncio.gather(sending, leaving, return_exceptions=True)
        STREAMS.dec()
        if subscriber.cut_reason is not None:
            STREAMS_CUT.labels(subscriber.cut_reason).inc()


async def _send_all(subscriber: Subscriber, outlet: Outlet, send_seconds: float) -> None:
    await outlet.open()
    while subscriber.cut_reason is None:
        chunks = subscriber.take()
        if chunks:
            try:
                async with asyncio.timeout(send_seconds):
                    await outlet.send(chunks)
            except TimeoutError:
                subscriber.cut(CutReason.SLOW_CONSUMER)
                outlet.abort()
                return
        await subscriber.wait()
    await _farewell(subscriber, outlet)


async def _farewell(subscriber: Subscriber, outlet: Outlet) -> None:
    """Say why and when to come back, if the client still listens."""
    assert subscriber.cut_reason is not None  # noqa: S101 - that is why we are here
    try:
        async with asyncio.timeout(_FAREWELL_SECONDS):
            await outlet.end(subscriber.farewell(random.randint(*RETRY_MS)), subscriber.cut_reason)
    except TimeoutError:
        outlet.abort()
