"""The history, and one execution."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from pydantic import AwareDatetime

from psasync.contracts.vocabulary import HistoryOutcome, Status, Trigger
from psasync.kit.clock import Clock
from psasync.kit.http import PageOf, encode_cursor
from psasync_results.api import views
from psasync_results.api.parameters import Cursor, ExecutionId, Name, PageSize, Viewer, after, visible
from psasync_results.api.schemas import ExecutionView, SummaryView
from psasync_results.store.executions import Executions
from psasync_results.store.history import History, HistoryQuery
from psasync_results.store.newest import FIELD


def routes(executions: Executions, history: History, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/v1/executions", tags=["executions"])

    @router.get("", summary="Executions, newest first")
    async def list_executions(
        *,
        principal: Viewer,
        tenant: Name = None,
        sync: Name = None,
        status: Status | None = None,
        outcome: HistoryOutcome | None = None,
        trigger: Trigger | None = None,
        since: Annotated[AwareDatetime | None, Query(alias="from", description="Requested at or after.")] = None,
        until: Annotated[AwareDatetime | None, Query(alias="to", description="Requested before.")] = None,
        cursor: Cursor = None,
        limit: PageSize = 50,
    ) -> PageOf[SummaryView]:
        query = HistoryQuery(principal.tenant_filter(tenant), sync, status, outcome, trigger, since, until)
        found, place = await history.page(query, after(cursor), limit)
        items = [views.summary(document) for document in found]
        return PageOf(items=items, next_cursor=encode_cursor({FIELD: place}) if place else None)

    @router.get("/{execution}", summary="One execution", responses={304: {"description": "Not changed since"}})
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
        return views.detail(stored, now)

    return router
