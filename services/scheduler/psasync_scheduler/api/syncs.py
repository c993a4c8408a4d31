"""/v1/syncs"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from psasync.kit.http import PageOf
from psasync_scheduler.actions import syncs
from psasync_scheduler.api.access import Admin, After, IfMatch, Limit, Operator, Ports, Viewer, cursor_after, tag
from psasync_scheduler.api.views import SyncView
from psasync_scheduler.domain.bodies import SyncChange, SyncNew

router = APIRouter(prefix="/v1/syncs", tags=["syncs"])


@router.post("", status_code=201)
async def create(context: Ports, caller: Admin, body: SyncNew, response: Response) -> SyncView:
    sync = await syncs.create(context, caller, body)
    tag(response, sync.version)
    return SyncView.of(sync)


@router.get("")
async def page(
    context: Ports,
    caller: Viewer,
    after: After,
    tenant: Annotated[str | None, Query(max_length=128)] = None,
    limit: Limit = 100,
) -> PageOf[SyncView]:
    found = await context.stores.syncs.page(caller.principal.tenant_filter(tenant), after, limit)
    cursor = cursor_after(found[-1].id if found else None, full=len(found) == limit)
    return PageOf(items=[SyncView.of(sync) for sync in found], next_cursor=cursor)


@router.get("/{sync_id}")
async def one(context: Ports, caller: Viewer, sync_id: str, response: Response) -> SyncView:
    sync = await syncs.get(context, caller, sync_id)
    tag(response, sync.version)
    return SyncView.of(sync)


@router.patch("/{sync_id}")
async def change(
    context: Ports, caller: Admin, sync_id: str, body: SyncChange, version: IfMatch, response: Response
) -> SyncView:
    sync = await syncs.change(context, caller, sync_id, body, version)
    tag(response, sync.version)
    return SyncView.of(sync)


@router.post("/{sync_id}/pause")
async def pause(context: Ports, caller: Operator, sync_id: str) -> SyncView:
    """Nothing runs until it is resumed; what runs already goes on."""
    return SyncView.of(
        await syncs.change(context, caller, sync_id, SyncChange(active=False), None, action="sync.paused")
    )


@router.post("/{sync_id}/resume")
async def resume(context: Ports, caller: Operator, sync_id: str) -> SyncView:
    """From here on; what fell into the pause is not made up for."""
    return SyncView.of(
        await syncs.change(context, caller, sync_id, SyncChange(active=True), None, action="sync.resumed")
    )


@router.delete("/{sync_id}", status_code=204)
async def archive(context: Ports, caller: Admin, sync_id: str) -> None:
    await syncs.archive(context, caller, sync_id)
