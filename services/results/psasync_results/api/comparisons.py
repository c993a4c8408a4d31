"""What an execution's records say as a whole: facets, and the comparison with another run."""

from typing import Annotated

from fastapi import APIRouter, Query

from psasync.kit.http import Principal, encode_cursor, not_found
from psasync_results.api.comparison_views import ComparisonView, compared_view
from psasync_results.api.facet_views import FacetsView, facets_view
from psasync_results.api.parameters import Cursor, ExecutionId, RecordPageSize, Viewer, after_seq, visible
from psasync_results.domain.comparison import Change
from psasync_results.domain.execution import Execution
from psasync_results.store.comparison import Comparisons
from psasync_results.store.executions import Executions

Other = Annotated[
    str | None,
    Query(alias="with", max_length=128, description="Another run of the same sync; by default the one before."),
]


def routes(executions: Executions, comparisons: Comparisons) -> APIRouter:
    router = APIRouter(prefix="/v1/executions/{execution}", tags=["executions"])

    @router.get(
        "/facets",
        operation_id="executions.facets",
        summary="How many records there are by entity, outcome and issue code",
    )
    async def get_facets(execution: ExecutionId, principal: Viewer) -> FacetsView:
        return facets_view((await visible(executions, execution, principal)).state)

    @router.get(
        "/comparison",
        operation_id="executions.compare",
        summary="Failures held against the run before: new ones, healed ones, those that still fail",
        description="A failure is a record that was rejected or failed. Pages can be short: read on while there is a "
        "cursor.",
    )
    async def compare(
        execution: ExecutionId,
        principal: Viewer,
        change: Change = Change.NEW,
        other: Other = None,
        cursor: Cursor = None,
        limit: RecordPageSize = 100,
    ) -> ComparisonView:
        run = (await visible(executions, execution, principal)).state
        before = await (_named(run, other, principal) if other is not None else comparisons.previous(run))
        if before is None:
            return ComparisonView(items=[], next_cursor=None, execution=run.id, previous=None)
        found, place = await comparisons.page(run, before, change, after_seq(cursor), limit)
        return ComparisonView(
            items=[compared_view(each) for each in found],
            next_cursor=encode_cursor({"seq": place}) if place is not None else None,
            execution=run.id,
            previous=before.id,
        )

    async def _named(run: Execution, other: str, principal: Principal) -> Execution:
        named = (await visible(executions, other, principal)).state
        if (named.tenant, named.sync) != (run.tenant, run.sync):
            raise not_found(f"execution {other!r} of this sync")
        return named

    return router
