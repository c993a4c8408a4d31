"""The live ticket stream over a WebSocket: `wss://.../v1/tenants/{tenant}/tickets/socket`.

The parameters are those of the event stream, which the OpenAPI document describes. What is sent is described in
`docs/tickets.md`.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.websockets import WebSocket

from psasync.contracts.base import Id
from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal, requires
from psasync_tickets_relay.api.listening import Listening
from psasync_tickets_relay.api.query import TicketQuery
from psasync_tickets_relay.outbound import messages
from psasync_tickets_relay.outbound.socket import serve_socket


def sockets_router(listening: Listening) -> APIRouter:
    router = APIRouter(tags=["tickets"])

    @router.websocket("/v1/tenants/{tenant}/tickets/socket")
    async def tickets(
        socket: WebSocket,
        tenant: Annotated[Id, Path()],
        principal: Annotated[Principal, Depends(requires(Role.VIEWER))],
        query: Annotated[TicketQuery, Query()],
    ) -> None:
        subscriber = await listening.enter(
            socket, principal, tenant=tenant, wanted=query.filter(), shown=query.last_event_id, dialect=messages
        )
        await serve_socket(subscriber, socket, closed=lambda: listening.leave(subscriber))

    return router
