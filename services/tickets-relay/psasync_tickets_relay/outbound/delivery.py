"""From a subscriber to its client, whatever carries it."""

import asyncio
import random
from contextlib import suppress
from typing import Protocol

from psasync.kit.http.metrics import STREAMS, STREAMS_CUT
from psasync.kit.http.transport import Wire
from psasync_tickets_relay.outbound.encoding import CutReason
from psasync_tickets_relay.outbound.subscriber import Subscriber

RETRY_MS = (500, 5_000)
"""Clients that are sent away together come back spread over this."""
_FAREWELL_SECONDS = 1.0


class Outlet(Protocol):
    """The way to one client."""

    @property
    def wire(self) -> Wire:
        """Where events are written, framed by the subscriber's dialect."""

    async def open(self) -> None: ...

    async def end(self, last: bytes, reason: CutReason) -> None:
        """The last event, and a proper end. Raises OSError if the client has gone."""

    async def left(self) -> None:
        """Until the client has gone, or the end that was said has been taken."""


async def deliver(subscriber: Subscriber, outlet: Outlet) -> None:
    """Until the client leaves or is cut.

    Events are written to the connection by whoever rings the subscriber: a client costs no task of its own. One that
    takes nothing holds up its own stream only, and what it has not taken is not queued for it.
    """
    delivery = _Delivery(subscriber, outlet)
    STREAMS.inc()
    try:
        await outlet.open()
        delivery.begin()
        await outlet.left()
    finally:
        await delivery.finish()
        STREAMS.dec()
        if subscriber.cut_reason is not None:
            STREAMS_CUT.labels(subscriber.cut_reason).inc()


class _Delivery:
    __slots__ = ("_again", "_farewell", "_outlet", "_subscriber", "_wire")

    def __init__(self, subscriber: Subscriber, outlet: Outlet) -> None:
        self._subscriber = subscriber
        self._outlet = outlet
        self._wire = outlet.wire
        self._again: asyncio.Handle | None = None
        self._farewell: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self._wire.drained = self._drained
        self._subscriber.listen(self._rung)

    async def finish(self) -> None:
        self._subscriber.listen(None)
        self._wire.drained = None
        if self._again is not None:
            self._again.cancel()
        if self._farewell is not None:
            self._farewell.cancel()
            await asyncio.gather(self._farewell, return_exceptions=True)

    def _rung(self) -> None:
        """Write what there is, as far as the connection takes it."""
        subscriber, wire = self._subscriber, self._wire
        if subscriber.cut_reason is not None:
            self._farewell = self._farewell or asyncio.create_task(self._say_goodbye(subscriber.cut_reason))
            return
        if wire.full:
            subscriber.blocked = True
            return
        data = subscriber.written()
        if data:
            wire.write(data)
        if subscriber.waits and self._again is None:
            # A long replay leaves the others a turn between any two of its pieces.
            self._again = asyncio.get_running_loop().call_soon(self._next_piece)

    def _next_piece(self) -> None:
        self._again = None
        self._rung()

    def _drained(self) -> None:
        self._subscriber.unblock()
        if self._subscriber.waits:
            self._rung()

    async def _say_goodbye(self, reason: CutReason) -> None:
        """Why, and when to come back, if the client still listens. Whoever takes nothing is cut off."""
        last = self._subscriber.farewell(random.randint(*RETRY_MS))
        with suppress(OSError):
            try:
                async with asyncio.timeout(_FAREWELL_SECONDS):
                    await self._outlet.end(last, reason)
            except TimeoutError:
                self._wire.abort()
