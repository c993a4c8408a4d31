"""One execution, live."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import partial

from fastapi import APIRouter, Request, Response

from psasync.contracts.vocabulary import Role
from psasync.kit.clock import Clock
from psasync.kit.http import Principal, still_allowed
from psasync.kit.http.sse import event_stream, stream_of
from psasync_results.api.live_events import CHANGED, SNAPSHOT, detail_event
from psasync_results.api.parameters import ExecutionId, LastEventId, Viewer, visible
from psasync_results.api.schemas import ExecutionView
from psasync_results.domain.cards import CardRun
from psasync_results.live.change import Change
from psasync_results.live.hub import Hub
from psasync_results.live.places import Places
from psasync_results.live.reader import Reader
from psasync_results.store.cards import Cards
from psasync_results.store.executions import Executions

REST_SECONDS = 0.1
"""Between two events of one stream: what changes faster is told by its latest state."""


def routes(executions: Executions, cards: Cards, hub: Hub, reader: Reader, places: Places, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/v1/executions/{execution}", tags=["executions"])

    @router.get(
        "/events",
        operation_id="executions.watch",
        summary="The execution as it is (`snapshot`), then each change (`changed`), until it has ended",
        description="`Last-Event-ID` is a revision: what the client has seen of a running execution is not repeated.",
        response_class=Response,
        responses={200: {"content": {"text/event-stream": {}}}},
        openapi_extra=stream_of(snapshot=ExecutionView, changed=ExecutionView),
    )
    async def watch_execution(
        execution: ExecutionId, principal: Viewer, request: Request, last_event_id: LastEventId = None
    ) -> Response:
        await visible(executions, execution, principal)
        places.check(principal.key_id)
        source = _changes(execution, principal, _seen(last_event_id))
        return event_stream(request, source, still_allowed=still_allowed(request, Role.VIEWER))

    async def _changes(execution: str, principal: Principal, seen: int) -> AsyncIterator[bytes]:
        with places.hold(principal.key_id), hub.watch(execution) as watcher:
            # Watched first and read then: no change can fall between the two.
            await reader.begin()
            stored = await executions.get(execution)
            if stored is None:
                return
            earlier = await cards.earlier(stored.state)
            if stored.revision != seen or stored.state.ended:
                yield detail_event(SNAPSHOT, stored, earlier, clock)
            while not stored.state.ended:
                status, change = stored.state.status, await watcher.newer_than(stored.revision)
                stored = change.stored
                if stored.state.tenant is None or not principal.sees(stored.state.tenant):
                    return
                if stored.state.status is not status:
                    earlier = await cards.earlier(stored.state)  # while it ran, no other run of its sync can end
                yield change.once("detail", partial(_detail, earlier=earlier))
                await asyncio.sleep(REST_SECONDS)

    def _detail(told: Change, earlier: Sequence[CardRun]) -> bytes:
        return detail_event(CHANGED, told.stored, earlier, clock)

    return router


def _seen(last_event_id: str | None) -> int:
    text = last_event_id or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
