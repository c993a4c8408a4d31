"""A subscriber's events over a WebSocket. The client says nothing; what it sends is not read."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from psasync.kit.http.transport import wire_of
from psasync_tickets_relay.outbound.delivery import Delivery
from psasync_tickets_relay.outbound.encoding import CutReason
from psasync_tickets_relay.outbound.subscriber import Subscriber

# RFC 6455, 7.4.1, and the IANA registry of close codes: "policy violation", "service restart", "try again later".
CLOSE_CODES: Final[Mapping[CutReason, int]] = {
    CutReason.SLOW_CONSUMER: 1008,
    CutReason.TOPIC_CHANGED: 1012,
    CutReason.SHUTDOWN: 1012,
    CutReason.REVOKED: 1008,
    CutReason.UNVERIFIED: 1013,
}


async def serve_socket(subscriber: Subscriber, socket: WebSocket, *, closed: Callable[[], None]) -> None:
    """Until it ends; `closed` is called once, at the end, whatever the reason."""
    outlet = _Outlet(socket)
    delivery = Delivery(subscriber, outlet)
    try:
        await socket.accept()
        delivery.begin()
        try:
            await outlet.left()
        finally:
            delivery.finish()
    finally:
        closed()


class _Outlet:
    def __init__(self, socket: WebSocket) -> None:
        self.wire = wire_of(socket.scope)
        self._socket = socket
        self._ending: asyncio.Task[None] | None = None

    def end(self, last: bytes, reason: CutReason) -> None:
        self._ending = asyncio.create_task(self._end(last, reason))

    async def left(self) -> None:
        """Until the client has gone."""
        try:
            while (await self._socket.receive())["type"] != "websocket.disconnect":
                pass
        finally:
            if self._ending is not None:
                self._ending.cancel()

    async def _end(self, last: bytes, reason: CutReason) -> None:
        with suppress(OSError, RuntimeError, WebSocketDisconnect):  # the client has gone
            await self._socket.send_text(last.decode())
            await self._socket.close(CLOSE_CODES[reason], reason)
