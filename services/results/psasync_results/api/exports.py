"""The history and an execution's records as files."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from psasync.contracts.vocabulary import Role
from psasync.kit.http import still_allowed
from psasync.kit.http.download import Download
from psasync_results.api import views
from psasync_results.api.history_filters import Filters
from psasync_results.api.parameters import ExecutionId, Viewer, visible
from psasync_results.api.record_filters import RecordFilters
from psasync_results.api.schemas import RecordView
from psasync_results.export.columns import EXECUTION_COLUMNS, RECORD_COLUMNS, execution_row, record_row
from psasync_results.export.formats import Format, Writer, writer
from psasync_results.export.pages import ExportPlaces, Page, exported
from psasync_results.store.executions import Executions
from psasync_results.store.history import History
from psasync_results.store.record_pages import RecordPages

_PAGE = 1_000

FormatChoice = Annotated[Format, Query(alias="format", description="`csv` (RFC 4180) or `jsonl` (JSON lines).")]
_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}, "application/jsonl": {}}}}


def routes(executions: Executions, history: History, pages: RecordPages, places: ExportPlaces) -> APIRouter:
    router = APIRouter(prefix="/v1/executions", tags=["executions"])

    @router.get(
        "/export",
        operation_id="executions.export",
        summary="The history as a file, newest first",
        description="Columns: " + ", ".join(f"`{column}`" for column in EXECUTION_COLUMNS) + ".",
        response_class=Response,
        responses=_FILE,
    )
    async def export_executions(query: Filters, request: Request, format_: FormatChoice = Format.CSV) -> Response:
        async def page(after: str | None) -> Page[str]:
            found, place = await history.page(query, after, _PAGE)
            return [execution_row(views.summary(document)) for document in found], place

        form = writer(format_, EXECUTION_COLUMNS)
        return _file(request, form, exported(form, page, places), f"executions.{format_}")

    @router.get(
        "/{execution}/records/export",
        operation_id="executions.export_records",
        summary="What became of each record, as a file, in the order in which it was treated",
        description="Columns: " + ", ".join(f"`{column}`" for column in RECORD_COLUMNS) + ".",
        response_class=Response,
        responses=_FILE,
    )
    async def export_records(
        execution: ExecutionId,
        principal: Viewer,
        query: RecordFilters,
        request: Request,
        format_: FormatChoice = Format.CSV,
    ) -> Response:
        state = (await visible(executions, execution, principal)).state

        async def page(after: int | None) -> Page[int]:
            found, place = await pages.records(state, query, after or 0, _PAGE)
            return [record_row(RecordView.model_validate(record)) for record in found], place

        form = writer(format_, RECORD_COLUMNS)
        return _file(request, form, exported(form, page, places), f"records.{format_}")

    return router


def _file(request: Request, form: Writer, content: AsyncIterator[bytes], filename: str) -> Response:
    allowed = still_allowed(request, Role.VIEWER)
    return Download(request, content, media_type=form.media_type, filename=filename, still_allowed=allowed)
