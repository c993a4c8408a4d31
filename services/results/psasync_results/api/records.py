"""An execution's records and log."""

from fastapi import APIRouter

from psasync.contracts.vocabulary import LogLevel
from psasync.kit.http import PageOf, encode_cursor
from psasync_results.api.parameters import Cursor, ExecutionId, RecordPageSize, Viewer, after_seq, visible
from psasync_results.api.record_filters import RecordFilters
from psasync_results.api.schemas import LogView, RecordView
from psasync_results.store.executions import Executions
from psasync_results.store.record_pages import RecordPages


def routes(executions: Executions, pages: RecordPages) -> APIRouter:
    router = APIRouter(prefix="/v1/executions/{execution}", tags=["executions"])

    @router.get(
        "/records",
        operation_id="executions.records",
        summary="What became of each record, in the order in which it was treated",
    )
    async def list_records(
        execution: ExecutionId,
        principal: Viewer,
        query: RecordFilters,
        cursor: Cursor = None,
        limit: RecordPageSize = 100,
    ) -> PageOf[RecordView]:
        stored = await visible(executions, execution, principal)
        found, place = await pages.records(stored.state, query, after_seq(cursor), limit)
        return PageOf(items=[RecordView.model_validate(record) for record in found], next_cursor=_cursor(place))

    @router.get("/log", operation_id="executions.log", summary="The log of an execution")
    async def list_log(
        execution: ExecutionId,
        principal: Viewer,
        level: LogLevel | None = None,
        cursor: Cursor = None,
        limit: RecordPageSize = 100,
    ) -> PageOf[LogView]:
        stored = await visible(executions, execution, principal)
        found, place = await pages.log(stored.state, level, after_seq(cursor), limit)
        return PageOf(items=[LogView.model_validate(line) for line in found], next_cursor=_cursor(place))

    return router


def _cursor(seq: int | None) -> str | None:
    return None if seq is None else encode_cursor({"seq": seq})
