"""The live ticket stream, as server-sent events."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from psasync.contracts.base import Id
from psasync.contracts.events.ticket_stream import MissedTickets, StreamEnd
from psasync.contracts.events.tickets import TicketChanged
from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal, requires
from psasync.kit.http.sse import stream_of
from psasync_tickets_relay.api.listening import Listening
from psasync_tickets_relay.api.query import TicketQuery
from psasync_tickets_relay.outbound import encoding
from psasync_tickets_relay.outbound.stream import LiveStream

_DESCRIPTION = """
Server-sent events, each with the id to resume from:

- `ticket`: a change of a ticket, `psasync.ticket.changed` as JSON.
- `gap`: `{"reason", "from", "to"}`, both resume ids: events between them may be missing. `from` is null where the start
  is not known. Reasons: `unknown`, `other-partition`, `ahead`, `expired`, `lost`, `slow`.
- `closed`: the last event, `{"reason", "retry_ms"}`. Reasons: `slow-consumer`, `topic-changed`, `shutdown`, `revoked`,
  `unverified`. Come back after `retry_ms` with the id you have.
- comments with an id, as heartbeats: quiet and filtered consumers can resume from them too.

Show the last id as `Last-Event-ID` header or, where headers cannot be set, as `last_event_id`: everything after it
comes once, or a `gap` says what is missing. Without one the stream begins with what comes next.

Filters: alternatives within a field, all fields together. A change that came without the field (a deletion, a partial
event) is let through. A ticket that leaves a filter is not announced.
"""


def events_router(listening: Listening) -> APIRouter:
    router = APIRouter(tags=["tickets"])

    @router.get(
        "/v1/tenants/{tenant}/tickets/events",
        operation_id="tickets.follow",
        summary="Tickets of a tenant, live",
        description=_DESCRIPTION,
        response_class=Response,
        responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
        openapi_extra=stream_of(ticket=TicketChanged, gap=MissedTickets, closed=StreamEnd),
    )
    async def tickets(
        request: Request,
        tenant: Annotated[Id, Path()],
        principal: Annotated[Principal, Depends(requires(Role.VIEWER))],
        query: Annotated[TicketQuery, Query()],
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> Response:
        shown = last_event_id if last_event_id is not None else query.last_event_id
        subscriber = await listening.enter(
            request, principal, tenant=tenant, wanted=query.filter(), shown=shown, dialect=encoding
        )
        return LiveStream(subscriber, closed=lambda: listening.leave(subscriber))

    return router
