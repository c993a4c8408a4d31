"""Stream tokens: asked for with a key, shown in a stream's address."""

import re
from datetime import datetime
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from psasync.contracts.base import Id
from psasync.contracts.vocabulary import Role
from psasync.kit.clock import Clock
from psasync.kit.http import Principal, requires
from psasync_tickets_relay.outbound.stream_tokens import StreamTokens

_PARAMETER = "token"
_STREAMS = re.compile(r"/v1/tenants/([^/]+)/tickets/(?:events|socket)")


class StreamTokenView(BaseModel):
    token: str = Field(description="For the parameter `token` of the tenant's streams.")
    expires_at: datetime = Field(description="Until then a stream has to be opened; an open one lives on.")


def stream_tokens_router(tokens: StreamTokens, clock: Clock) -> APIRouter:
    router = APIRouter(tags=["tickets"])

    @router.post(
        "/v1/tenants/{tenant}/tickets/stream-tokens",
        operation_id="tickets.stream_token",
        status_code=201,
        summary="A token that opens the tenant's streams for a minute, for browsers",
    )
    async def issue(
        request: Request,
        tenant: Annotated[Id, Path()],
        principal: Annotated[Principal, Depends(requires(Role.VIEWER))],
    ) -> StreamTokenView:
        principal.require_tenant(tenant)
        bearer = request.headers["authorization"].partition(" ")[2].strip()
        token = tokens.issue(bearer, tenant, clock.now())
        return StreamTokenView(token=token.text, expires_at=token.expires_at)

    return router


class StreamTokenMiddleware:
    """Puts the key for which a token stands where keys are looked for, and takes the token out of the address.

    A request that shows a key is left as it is. A token that opens nothing leaves the request without a key.
    """

    def __init__(self, app: ASGIApp, tokens: StreamTokens, clock: Clock) -> None:
        self._app = app
        self._tokens = tokens
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"} and (stream := _STREAMS.fullmatch(scope["path"])):
            scope = self._with_key(scope, stream[1])
        await self._app(scope, receive, send)

    def _with_key(self, scope: Scope, tenant: str) -> Scope:
        parameters = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        token = next((value for name, value in parameters if name == _PARAMETER), None)
        if token is None or any(name == b"authorization" for name, _ in scope["headers"]):
            return scope
        rest = urlencode([each for each in parameters if each[0] != _PARAMETER]).encode()
        bearer = self._tokens.bearer(token, tenant, self._clock.now())
        shown = [] if bearer is None else [(b"authorization", f"Bearer {bearer}".encode())]
        return {**scope, "query_string": rest, "headers": [*scope["headers"], *shown]}
