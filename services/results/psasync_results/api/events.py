"""One execution, live."""

from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response

from psasync.contracts.vocabulary import Role
from psasync.kit.clock import Clock
from psasync.kit.http import Principal, still_allowed, unavailable
from psasync.kit.http.sse import ServerEvent, event_stream
from psasync_results.api import views
from psasync_results.api.parameters import ExecutionId, Viewer, visible
from psasync_results.live import Hub
from psasync_results.store.executions import Executions, Stored


def routes(executions: Executions, hub: Hub, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/v1/executions/{execution}", tags=["executions"])

    @router.get(
        "/events",
        summary="The execution as it is (`snapshot`), then each change (`changed`), until it has ended",
        response_class=Response,
        responses={200: {"content": {"text/event-stream": {}}}},
    )
    async def watch_execution(execution: ExecutionId, principal: Viewer, request: Request) -> Response:
        await visible(executions, execution, principal)
        if hub.full:
            raise unavailable("Too many streams are open here.")
        source = _changes(executions, hub, clock, execution, principal)
        return event_stream(request, source, still_allowed=still_allowed(request, Role.VIEWER))

    return router


async def _changes(
    executions: Executions, hub: Hub, clock: Clock, execution: str, principal: Principal
) -> AsyncIterator[ServerEvent]:
    with hub.watch(execution) as watcher:
        # Watched first and read then: no change can fall between the two.
        stored = await executions.get(execution)
        name = "snapshot"
        while stored is not None and stored.state.tenant is not None and principal.sees(stored.state.tenant):
            yield _event(name, stored, clock)
            if stored.state.ended:
                return
            stored = await watcher.newer_than(stored.revision)
            name = "changed"


def _event(name: str, stored: Stored, clock: Clock) -> ServerEvent:
    return ServerEvent(name, views.detail(stored, clock.now()).model_dump_json(), str(stored.revision))
