"""The live ticket stream."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from psasync.contracts.base import Id
from psasync.contracts.events.tickets import TicketKind
from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal, Problem, requires, still_allowed, unavailable
from psasync_tickets_relay.domain.entrance import Entrance, enter
from psasync_tickets_relay.domain.filters import TicketFilter
from psasync_tickets_relay.domain.resume import ResumeIds
from psasync_tickets_relay.outbound.hub import Hub
from psasync_tickets_relay.outbound.sessions import Sessions, TooManyStreams
from psasync_tickets_relay.outbound.stream import LiveStream
from psasync_tickets_relay.outbound.subscriber import Subscriber
from psasync_tickets_relay.outbound.tail import TicketTail
from psasync_tickets_relay.settings import RelaySettings

_CATCH_UP_SECONDS = 2.0
"""How long a consumer that was served by another replica waits for this one to come as far."""

_Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_IdsOrNames = Annotated[
    list[_Text], Field(max_length=50, description="Id or name in the PSA, whatever its case; may be repeated.")
]


class TicketQuery(BaseModel):
    """The parameters of the stream's address."""

    model_config = ConfigDict(extra="ignore")

    board: _IdsOrNames = Field(default_factory=list)
    status: _IdsOrNames = Field(default_factory=list)
    priority: _IdsOrNames = Field(default_factory=list)
    company: _IdsOrNames = Field(default_factory=list)
    kind: list[TicketKind] = Field(default_factory=list, max_length=50, description="What happened; may be repeated.")
    last_event_id: str | None = Field(None, description="For clients that cannot send the `Last-Event-ID` header.")

    def filter(self) -> TicketFilter:
        return TicketFilter(
            kind=self.kind, board=self.board, status=self.status, priority=self.priority, company=self.company
        )


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


def events_router(settings: RelaySettings, tail: TicketTail, hub: Hub, sessions: Sessions) -> APIRouter:
    router = APIRouter(tags=["tickets"])

    @router.get(
        "/v1/tenants/{tenant}/tickets/events",
        summary="Tickets of a tenant, live",
        description=_DESCRIPTION,
        response_class=Response,
        responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    )
    async def tickets(
        request: Request,
        tenant: Annotated[Id, Path()],
        principal: Annotated[Principal, Depends(requires(Role.VIEWER))],
        query: Annotated[TicketQuery, Query()],
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> Response:
        principal.require_tenant(tenant)
        shown = last_event_id if last_event_id is not None else query.last_event_id
        await _wait_for(shown, tenant)
        # From here to the end nothing awaits: what is decided about the place still holds when the stream begins.
        subscriber = _subscribed(tenant, principal, query.filter(), shown)
        sessions.add(subscriber, still_allowed(request, Role.VIEWER))

        def closed() -> None:
            sessions.remove(subscriber)
            hub.leave(subscriber)

        return LiveStream(subscriber, send_seconds=settings.stream_send_seconds, closed=closed)

    async def _wait_for(shown: str | None, tenant: str) -> None:
        place = _ids(tail).read(shown) if shown else None
        if place is not None and place.partition == tail.partition_of(tenant):
            await tail.reached(place, within=_CATCH_UP_SECONDS)

    def _subscribed(tenant: str, principal: Principal, wanted: TicketFilter, shown: str | None) -> Subscriber:
        ids = _ids(tail)
        try:
            sessions.check(principal.key_id)
        except TooManyStreams:
            raise _too_many() from None
        partition = tail.partition_of(tenant)
        return hub.subscribe(
            tenant=tenant,
            key_id=principal.key_id,
            partition=partition,
            entrance=_entrance(ids, shown, partition),
            wanted=wanted,
            ids=ids,
        )

    def _entrance(ids: ResumeIds, shown: str | None, partition: int) -> Entrance:
        window = hub.window(partition)
        if not shown:
            return Entrance(window.position)
        return enter(ids.read(shown), partition=partition, low=window.low, position=window.position)

    return router


def _ids(tail: TicketTail) -> ResumeIds:
    if tail.ids is None:
        raise unavailable("The ticket topic is not being read yet.", retry_after=2)
    return tail.ids


def _too_many() -> Problem:
    detail = "The key, or this service, has as many streams open as it may."
    return Problem(429, "Too many streams", detail, code="too-many-streams", headers={"Retry-After": "10"})
