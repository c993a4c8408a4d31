"""A subscriber's events as an HTTP answer."""

from collections.abc import Callable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from psasync.kit.http.transport import disconnected, wire_of
from psasync_tickets_relay.outbound.delivery import deliver
from psasync_tickets_relay.outbound.encoding import CutReason
from psasync_tickets_relay.outbound.subscriber import Subscriber


class LiveStream(Response):
    """An event stream; `closed` is called once, at the end, whatever the reason."""

    def __init__(self, subscriber: Subscriber, *, closed: Callable[[], None]) -> None:
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        super().__init__(status_code=200, headers=headers, media_type="text/event-stream")
        del self.headers["content-length"]
        self._subscriber = subscriber
        self._closed = closed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await deliver(self._subscriber, _Outlet(self, scope, receive, send))
        finally:
            self._closed()


class _Outlet:
    def __init__(self, response: Response, scope: Scope, receive: Receive, send: Send) -> None:
        self.wire = wire_of(scope)
        self._response = response
        self._receive = receive
        self._send = send

    async def open(self) -> None:
        status, headers = self._response.status_code, self._response.raw_headers
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def end(self, last: bytes, _reason: CutReason) -> None:
        await self._send({"type": "http.response.body", "body": last, "more_body": False})

    async def left(self) -> None:
        await disconnected(self._receive)
