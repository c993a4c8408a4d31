"""Bounds how long a request may take."""

import asyncio

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from psasync.kit.http.context import request_id
from psasync.kit.http.problems import Problem, unavailable


class TimeLimitMiddleware:
    """Ends a request after `seconds`: 408 if its body never came, else 503.

    An answer without Content-Length is a stream: from its first byte on the stream bounds itself.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Timed(receive, send)
        try:
            async with asyncio.timeout(self._seconds) as exchange.limit:
                await self._app(scope, exchange.receive, exchange.send)
        except TimeoutError:
            if exchange.started or not exchange.limit.expired():
                raise
            await exchange.problem().response(request_id(HTTPConnection(scope)))(scope, receive, send)


class _Timed:
    limit: asyncio.Timeout

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._waits_for_body = False
        self.started = False

    async def receive(self) -> Message:
        self._waits_for_body = True
        message = await self._receive()
        self._waits_for_body = bool(message.get("more_body"))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            if all(name.lower() != b"content-length" for name, _ in message.get("headers", ())):
                self.limit.reschedule(None)
        await self._send(message)

    def problem(self) -> Problem:
        if self._waits_for_body:
            headers = {"Connection": "close"}
            return Problem(408, "The request took too long to arrive", code="request-timeout", headers=headers)
        return unavailable("The request took longer than it may.", code="time-limit")
