"""All executions of a tenant, or of the platform, live."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from psasync.contracts.base import Id
from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal, forbidden, requires, still_allowed
from psasync.kit.http.sse import event_stream, stream_of
from psasync_results.api.feed_stream import FeedStream
from psasync_results.api.live_events import LiveView, SnapshotView
from psasync_results.api.parameters import LastEventId, Viewer
from psasync_results.live.hub import Hub
from psasync_results.live.places import Places
from psasync_results.live.reader import Reader
from psasync_results.store.changes import Changes

_DESCRIPTION = """
Server-sent events, each with the id to continue from:

- `snapshot`: `{"executions": [...], "more": bool}`, all that is queued or in progress, as lines of the history.
- `changed`: one execution as it is now. What changes several times in a short while is told by its latest state.
- comments with an id, as heartbeats.

Show the last id as `Last-Event-ID`: instead of a snapshot, everything that has changed since comes as `changed`, and
what the client knows already perhaps once more. An id that is unknown or too old is answered with a snapshot. A
snapshot in the middle of a stream means that the client had fallen too far behind.
"""
_STREAM: dict[str, Any] = {
    "description": _DESCRIPTION,
    "response_class": Response,
    "responses": {200: {"content": {"text/event-stream": {}}}},
    "openapi_extra": stream_of(snapshot=SnapshotView, changed=LiveView),
}


def routes(changes: Changes, hub: Hub, reader: Reader, places: Places) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["live"])

    @router.get(
        "/tenants/{tenant}/events",
        operation_id="executions.follow",
        summary="The executions of a tenant, live",
        **_STREAM,
    )
    async def follow_tenant(
        tenant: Annotated[Id, Path()],
        principal: Viewer,
        request: Request,
        last_event_id: LastEventId = None,
    ) -> Response:
        principal.require_tenant(tenant)
        return _open(request, principal, tenant, last_event_id, Role.VIEWER)

    @router.get(
        "/events", operation_id="executions.follow_all", summary="The executions of the whole platform, live", **_STREAM
    )
    async def follow_platform(
        principal: Annotated[Principal, Depends(requires(Role.OPERATOR))],
        request: Request,
        last_event_id: LastEventId = None,
    ) -> Response:
        if principal.tenant is not None:
            raise forbidden("A key of the whole platform is needed; this one belongs to a tenant.")
        return _open(request, principal, None, last_event_id, Role.OPERATOR)

    def _open(
        request: Request, principal: Principal, tenant: str | None, last_event_id: str | None, role: Role
    ) -> Response:
        places.check(principal.key_id)
        stream = FeedStream(changes, hub, reader, tenant)
        return event_stream(
            request,
            stream.events(places, principal.key_id, last_event_id),
            heartbeat_id=stream.place,
            still_allowed=still_allowed(request, role),
        )

    return router
