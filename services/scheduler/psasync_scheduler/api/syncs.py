"""/v1/syncs"""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from psasync.contracts.vocabulary import System
from psasync.kit.http import PageOf
from psasync_scheduler.actions import setup, syncs
from psasync_scheduler.api.access import Admin, IfMatch, Limit, Ports, Viewer, tag
from psasync_scheduler.api.listing import AsList, IdIs
from psasync_scheduler.api.views import SyncView
from psasync_scheduler.domain.bodies import SyncChange, SyncNew
from psasync_scheduler.domain.drafts import Draft
from psasync_scheduler.store import listing

router = APIRouter(prefix="/v1/syncs", tags=["syncs"])

NewDraft = Annotated[Draft[SyncNew], Body()]
ChangeDraft = Annotated[Draft[SyncChange], Body()]


@router.post("", operation_id="syncs.create", summary="Set a sync up", status_code=201)
async def create(context: Ports, caller: Admin, body: NewDraft, response: Response) -> SyncView:
    """422 names every mistake, those of its shape and those that the two ends find."""
    sync = await syncs.create(context, caller, await setup.new(context, caller, body))
    tag(response, sync.version)
    return SyncView.of(sync)


@router.get("", operation_id="syncs.list", summary="Syncs")
async def page(
    context: Ports,
    caller: Viewer,
    asked: AsList,
    tenant: IdIs = None,
    system: Annotated[System | None, Query(description="Of the connection that it reads from.")] = None,
    connection: Annotated[str | None, Query(max_length=128, description="That it reads from.")] = None,
    destination: IdIs = None,
    limit: Limit = 100,
) -> PageOf[SyncView]:
    scope = caller.principal.tenant_filter(tenant)
    wanted = asked.wanted(system=system, connection=connection, destination=destination)
    found = await listing.page(context.stores.syncs, scope, wanted, asked.after, limit)
    return PageOf(items=[SyncView.of(sync) for sync in found], next_cursor=asked.next_cursor(found, limit))


@router.get("/{sync_id}", operation_id="syncs.get", summary="One sync")
async def one(context: Ports, caller: Viewer, sync_id: str, response: Response) -> SyncView:
    """An archived one too, which says so."""
    sync = await syncs.read(context, caller, sync_id)
    tag(response, sync.version)
    return SyncView.of(sync)


@router.patch("/{sync_id}", operation_id="syncs.change", summary="Change a sync")
async def change(
    context: Ports, caller: Admin, sync_id: str, body: ChangeDraft, version: IfMatch, response: Response
) -> SyncView:
    """422 names every mistake, as for a new one."""
    wanted = await setup.change(context, caller, sync_id, body)
    sync = await syncs.change(context, caller, sync_id, wanted, version)
    tag(response, sync.version)
    return SyncView.of(sync)
