"""/syncs/{id}/record: what became of one source record over all executions, and how it stands now."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from psasync_client import AsyncClient, NotFound
from psasync_client.models.executor import PlatformRecord
from psasync_client.models.scheduler import SyncView
from psasync_console.pages.executions.records import page_at_source
from psasync_console.pages.record.view import record_page
from psasync_console.session.guard import Signed
from psasync_console.web.names import Names
from psasync_console.web.page import Page
from psasync_console.web.platform import Api, together
from psasync_console.web.templating import render

router = APIRouter(tags=["records"])

_PER_PAGE = 50
_PLATFORM = "platform"

Text = Annotated[str, Query(max_length=300)]


@router.get("/syncs/{sync}/record")
async def page(
    request: Request,
    session: Signed,
    api: Api,
    sync: Annotated[str, Path(max_length=128)],
    entity: Text = "",
    source_id: Text = "",
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
) -> Response:
    known, found = await together(
        api.syncs.get(sync),
        api.syncs.record_history(sync, entity=entity, source_id=source_id, limit=_PER_PAGE).page(cursor),
    )
    names: Names = request.app.state.names
    tenants, stored, connection = await together(
        names.tenants(api, session, [known.tenant]),
        _stored(api, known, entity, source_id),
        api.connections.get(known.connection),
    )
    view = record_page(known, entity, source_id, found.items, stored, cursor, found.next)
    tenant = {"id": known.tenant, "name": tenants[known.tenant]}
    at_source = page_at_source(connection.record_pages or {}, entity, source_id)
    return render(request, "record/page.html", view=view, tenant=tenant, at_source=at_source)


async def _stored(api: AsyncClient, sync: SyncView, entity: str, source_id: str) -> PlatformRecord | None:
    """None: another destination has it, or it never came through."""
    if sync.destination != _PLATFORM:
        return None
    try:
        return await api.platform_records.get(sync.tenant, entity, source_id, sync=sync.id)
    except NotFound:
        return None


PAGE = Page(router, shots=("/syncs/{sync}/record?entity=company&source_id=8",))
