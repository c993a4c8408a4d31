"""The outermost layer: request id, access log, metrics, headers, and an answer to what nobody caught."""

import time
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from psasync.kit.http.context import assign_request_id, route_of
from psasync.kit.http.errors import INTERNAL
from psasync.kit.http.metrics import observe
from psasync.kit.logging import bind, get_logger

log = get_logger("psasync.http")

_INTERNAL_ERROR = 1011  # RFC 6455, 7.4.1
_QUIET_ROUTES = {"/healthz", "/readyz", "/metrics"}
_DEFAULT_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)


class EdgeMiddleware:
    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, send, assign_request_id(scope))
        with bind(request=exchange.request_id):
            try:
                await self._app(scope, receive, exchange.send)
            except Exception:
                log.exception("request failed")
                if exchange.status:  # half an answer is out: only cutting the connection says so
                    raise
                await INTERNAL.response(exchange.request_id)(scope, receive, exchange.send)
            finally:
                exchange.account(self._service)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        opening = _Opening(scope, send)
        with bind(request=assign_request_id(scope)):
            try:
                await self._app(scope, receive, opening.send)
            except Exception:
                log.exception("socket failed")
                await opening.fail()
            finally:
                opening.account()


class _Opening:
    """A WebSocket, or the answer that refused it."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._started = time.perf_counter()
        self._status = 0
        self._closed = False

    async def send(self, message: Message) -> None:
        if message["type"] == "websocket.accept":
            self._status = HTTPStatus.SWITCHING_PROTOCOLS
        elif message["type"] == "websocket.http.response.start":
            self._status = message["status"]
        self._closed = self._closed or message["type"] == "websocket.close"
        await self._send(message)

    async def fail(self) -> None:
        if not self._closed:
            with suppress(OSError, RuntimeError):
                await self._send({"type": "websocket.close", "code": _INTERNAL_ERROR})

    def account(self) -> None:
        seconds = round(time.perf_counter() - self._started, 1)
        log.info("socket", route=route_of(self._scope), status=self._status, seconds=seconds)


class _Exchange:
    """One request and its answer."""

    def __init__(self, scope: Scope, send: Send, request_id: str) -> None:
        self.request_id = request_id
        self.status = 0
        self._scope = scope
        self._send = send
        self._started = time.perf_counter()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": self._headers(message.get("headers", ()))}
        await self._send(message)

    def _headers(self, headers: Any) -> list[tuple[bytes, bytes]]:
        present = {name.lower() for name, _ in headers}
        defaults = [header for header in _DEFAULT_HEADERS if header[0] not in present]
        return [*headers, *defaults, (b"x-request-id", self.request_id.encode())]

    def account(self, service: str) -> None:
        seconds = time.perf_counter() - self._started
        route, method = route_of(self._scope), self._scope["method"]
        observe(service, method, route, self.status, seconds)
        if route not in _QUIET_ROUTES:
            milliseconds = round(seconds * 1000, 1)
            log.info("request", method=method, route=route, status=self.status, milliseconds=milliseconds)
