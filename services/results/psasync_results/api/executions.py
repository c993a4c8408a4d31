"""The history, and one execution."""

from typing import Annotated

from fastapi import APIRouter, Header, Response

from psasync.kit.clock import Clock
from psasync.kit.http import PageOf, encode_cursor
from psasync_results.api import views
from psasync_results.api.history_filters import Filters
from psasync_results.api.parameters import Cursor, ExecutionId, PageSize, Viewer, after, visible
from psasync_results.api.schemas import ExecutionView, SummaryView
from psasync_results.store.cards import Cards
from psasync_results.store.executions import Executions
from psasync_results.store.history import History
from psasync_results.store.newest import FIELD


def routes(executions: Executions, history: History, cards: Cards, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/v1/executions", tags=["executions"])

    @router.get("", operation_id="executions.list", summary="Executions, newest first")
    async def list_executions(query: Filters, cursor: Cursor = None, limit: PageSize = 50) -> PageOf[SummaryView]:
        found, place = await history.page(query, after(cursor), limit)
        items = [views.summary(document) for document in found]
        return PageOf(items=items, next_cursor=encode_cursor({FIELD: place}) if place else None)

    @router.get(
        "/{execution}",
        operation_id="executions.get",
        summary="One execution",
        responses={304: {"description": "Not changed since"}},
    )
    async def get_execution(
        execution: ExecutionId,
        principal: Viewer,
        response: Response,
        if_none_match: Annotated[str | None, Header(max_length=200)] = None,
    ) -> ExecutionView:
        stored = await visible(executions, execution, principal)
        now = clock.now()
        tag = views.etag(stored, now)
        if if_none_match == tag:
            return Response(status_code=304, headers={"ETag": tag})  # type: ignore[return-value]  # FastAPI passes it on
        response.headers["ETag"] = tag
        return views.detail(stored, now, await cards.earlier(stored.state))

    return router
