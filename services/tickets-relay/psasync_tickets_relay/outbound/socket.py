"""A subscriber's events over a WebSocket. The client says nothing; what it sends is not read."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from starlette.websockets import WebSocket

from psasync.kit.http.transport import abort
from psasync_tickets_relay.outbound.delivery import deliver
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


async def serve_socket(
    subscriber: Subscriber, socket: WebSocket, *, send_seconds: float, closed: Callable[[], None]
) -> None:
    """Until it ends; `closed` is called once, at the end, whatever the reason."""
    try:
        await deliver(subscriber, _Outlet(socket), send_seconds)
    finally:
        closed()


class _Outlet:
    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket

    async def open(self) -> None:
        await self._socket.accept()

    async def send(self, chunks: Sequence[bytes]) -> None:
        for chunk in chunks:
            await self._socket.send_text(chunk.decode())

    async def end(self, last: bytes, reason: CutReason) -> None:
        await self._socket.send_text(last.decode())
        await self._socket.close(CLOSE_CODES[reason], reason)

    def abort(self) -> None:
        abort(self._socket.scope)

    async def left(self) -> None:
        while (await self._socket.receive())["type"] != "websocket.disconnect":
            pass
