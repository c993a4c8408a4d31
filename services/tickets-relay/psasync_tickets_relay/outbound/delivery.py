"""From a subscriber to its client, whatever carries it."""

import asyncio
import random
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

    def end(self, last: bytes, reason: CutReason) -> None:
        """Say the last event, and begin a proper end. Does not wait."""


class Delivery:
    """Sends what a subscriber has, from `begin` until `finish`, which is called once the client has gone.

    Events are written to the connection by whoever announces them: a client costs no task and no wake-up. One that
    takes nothing holds up its own stream only, and what it has not taken is not queued for it.
    """

    __slots__ = ("_again", "_farewell", "_outlet", "_subscriber", "_wire")

    def __init__(self, subscriber: Subscriber, outlet: Outlet) -> None:
        self._subscriber = subscriber
        self._outlet = outlet
        self._wire = outlet.wire
        self._again: asyncio.Handle | None = None
        self._farewell: asyncio.Handle | None = None

    def begin(self) -> None:
        STREAMS.inc()
        self._wire.drained = self._drained
        self._wire.filled = self._subscriber.stand_alone
        self._subscriber.listen(self._rung)

    def finish(self) -> None:
        self._subscriber.stand_alone()
        self._subscriber.listen(None)
        self._wire.drained = self._wire.filled = None
        for handle in (self._again, self._farewell):
            if handle is not None:
                handle.cancel()
        STREAMS.dec()
        if self._subscriber.cut_reason is not None:
            STREAMS_CUT.labels(self._subscriber.cut_reason).inc()

    def _rung(self) -> None:
        """Write what there is, as far as the connection takes it."""
        subscriber, wire = self._subscriber, self._wire
        if subscriber.cut_reason is not None:
            self._say_goodbye(subscriber.cut_reason)
            return
        if wire.full:
            subscriber.blocked = True
            return
        data = subscriber.written()
        if data:
            wire.write(data)
        if not subscriber.waits:
            if not (wire.full or wire.closing):
                subscriber.settle(wire.writer)
        elif self._again is None:
            # A long replay leaves the others a turn between any two of its pieces.
            self._again = asyncio.get_running_loop().call_soon(self._next_piece)

    def _next_piece(self) -> None:
        self._again = None
        self._rung()

    def _drained(self) -> None:
        self._subscriber.unblock()
        self._rung()

    def _say_goodbye(self, reason: CutReason) -> None:
        """Why, and when to come back, if the client still listens. Whoever takes nothing is cut off."""
        if self._farewell is None:
            self._farewell = asyncio.get_running_loop().call_later(_FAREWELL_SECONDS, self._wire.drop)
            self._outlet.end(self._subscriber.farewell(random.randint(*RETRY_MS)), reason)
