"""Tells callers how much of their rate limit is left."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from psasync.kit.http.limits import fields


class RateFieldsMiddleware:
    """`RateLimit-Policy` and `RateLimit` on each answer to a request that was counted, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *fields(scope)]}
            await send(message)

        await self._app(scope, receive, telling)
