"""Takes what a refused request still sends before it is told why."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 16 * 1_048_576
MOST_SECONDS = 2.0


class UnreadBodyMiddleware:
    """A connection closed with unread data is reset, and a client that still sends never sees the answer.

    So an error waits until the body is in, for `MOST_BYTES` and `MOST_SECONDS` at most. Who asked first whether to
    send (`Expect: 100-continue`) is answered at once.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _sends_body(scope):
            await self._app(scope, receive, send)
            return
        complete = False

        async def tracked() -> Message:
            nonlocal complete
            message = await receive()
            complete = complete or not message.get("more_body", False)
            return message

        async def patient(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400 and not complete:
                await _drain(tracked, lambda: complete)
            await send(message)

        await self._app(scope, tracked, patient)


async def _drain(receive: Receive, complete: Callable[[], bool]) -> None:
    taken = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(MOST_SECONDS):
            while not complete() and taken <= MOST_BYTES:
                taken += len((await receive()).get("body", b""))


def _sends_body(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    declared = headers.get(b"content-length", b"0")
    if b"expect" in headers or (declared.isdigit() and int(declared) > MOST_BYTES):
        return False
    return declared != b"0" or b"transfer-encoding" in headers
