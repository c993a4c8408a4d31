"""One source record across executions."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from psasync.contracts.vocabulary import Entity
from psasync.kit.http import PageOf, bad_request, decode_cursor, encode_cursor, not_found
from psasync_results.api.parameters import Cursor, PageSize, Viewer
from psasync_results.api.schemas import RecordOutcomeView
from psasync_results.store.record_history import RecordHistory, SourceRecord


def routes(history: RecordHistory) -> APIRouter:
    router = APIRouter(prefix="/v1/syncs/{sync}", tags=["records"])

    @router.get(
        "/record-history",
        operation_id="syncs.record_history",
        summary="What became of one source record, execution by execution, the newest first",
        description="Executions that found it unchanged are not listed.",
    )
    async def list_outcomes(
        sync: Annotated[str, Path(max_length=128)],
        principal: Viewer,
        entity: Entity,
        source_id: Annotated[str, Query(min_length=1, max_length=200)],
        cursor: Cursor = None,
        limit: PageSize = 50,
    ) -> PageOf[RecordOutcomeView]:
        record = SourceRecord(sync, entity.value, source_id)
        found, place = await history.page(principal.tenant_filter(None), record, _before(cursor), limit)
        if not found and cursor is None:
            raise not_found(f"{entity.value} {source_id!r} of this sync")
        items = [RecordOutcomeView.model_validate(document) for document in found]
        return PageOf(items=items, next_cursor=encode_cursor({"fence": place}) if place is not None else None)

    return router


def _before(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    fence = decode_cursor(cursor).get("fence")
    if not isinstance(fence, int) or not 0 <= fence < 2**53:
        raise bad_request("The cursor is not one of this list.", code="bad-cursor")
    return fence
