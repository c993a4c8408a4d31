"""A subscriber's events as an HTTP answer."""

from collections.abc import Callable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from psasync.kit.http.transport import Wire, wire_of
from psasync_tickets_relay.outbound.delivery import Delivery
from psasync_tickets_relay.outbound.encoding import LAST_CHUNK, CutReason, framed
from psasync_tickets_relay.outbound.subscriber import Subscriber


class LiveStream(Response):
    """An event stream that outlives its request; `closed` is called once, at the end, whatever the reason."""

    def __init__(self, subscriber: Subscriber, *, closed: Callable[[], None]) -> None:
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        super().__init__(status_code=200, headers=headers, media_type="text/event-stream")
        del self.headers["content-length"]
        self._subscriber = subscriber
        self._closed = closed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            begin(self._subscriber, wire_of(scope), self._closed)
        except BaseException:
            self._closed()
            raise


def begin(subscriber: Subscriber, wire: Wire, closed: Callable[[], None]) -> None:
    delivery = Delivery(subscriber, _Outlet(wire))

    def lost() -> None:
        delivery.finish()
        closed()

    delivery.begin()
    wire.hold(lost)


class _Outlet:
    __slots__ = ("wire",)

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def end(self, last: bytes, _reason: CutReason) -> None:
        self.wire.write(framed([last]) + LAST_CHUNK)
        self.wire.end()
