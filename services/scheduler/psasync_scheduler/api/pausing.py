"""Pausing and resuming tenants, connections and syncs."""

from fastapi import APIRouter, Response

from psasync_scheduler.actions import connections, syncs, tenants
from psasync_scheduler.api.access import IfMatch, Operator, Ports, tag
from psasync_scheduler.api.views import ConnectionView, SyncView, TenantView
from psasync_scheduler.domain.bodies import ConnectionChange, PauseBody, SyncChange, TenantChange

router = APIRouter(prefix="/v1", tags=["pausing"])


@router.post("/tenants/{tenant_id}/pause", operation_id="tenants.pause", summary="Pause a tenant")
async def pause_tenant(
    context: Ports,
    caller: Operator,
    tenant_id: str,
    version: IfMatch,
    response: Response,
    body: PauseBody | None = None,
) -> TenantView:
    """Nothing of the tenant begins until it is resumed; what runs already goes on. Can be repeated."""
    change, reason = TenantChange(active=False), (body or PauseBody()).reason
    tenant = await tenants.change(context, caller, tenant_id, change, version, action="tenant.paused", reason=reason)
    tag(response, tenant.version)
    return TenantView.of(tenant)


@router.post("/tenants/{tenant_id}/resume", operation_id="tenants.resume", summary="Resume a tenant")
async def resume_tenant(
    context: Ports, caller: Operator, tenant_id: str, version: IfMatch, response: Response
) -> TenantView:
    """From here on; what fell into the pause is not made up for. What is paused itself stays so."""
    change = TenantChange(active=True)
    tenant = await tenants.change(context, caller, tenant_id, change, version, action="tenant.resumed")
    tag(response, tenant.version)
    return TenantView.of(tenant)


@router.post("/connections/{connection_id}/pause", operation_id="connections.pause", summary="Pause a connection")
async def pause_connection(
    context: Ports,
    caller: Operator,
    connection_id: str,
    version: IfMatch,
    response: Response,
    body: PauseBody | None = None,
) -> ConnectionView:
    """No sync that reads from it or writes to it begins until it is resumed."""
    change, reason = ConnectionChange(active=False), (body or PauseBody()).reason
    connection = await connections.change(
        context, caller, connection_id, change, version, action="connection.paused", reason=reason
    )
    tag(response, connection.version)
    return ConnectionView.of(context, caller, connection)


@router.post("/connections/{connection_id}/resume", operation_id="connections.resume", summary="Resume a connection")
async def resume_connection(
    context: Ports, caller: Operator, connection_id: str, version: IfMatch, response: Response
) -> ConnectionView:
    """From here on; what fell into the pause is not made up for."""
    change = ConnectionChange(active=True)
    connection = await connections.change(context, caller, connection_id, change, version, action="connection.resumed")
    tag(response, connection.version)
    return ConnectionView.of(context, caller, connection)


@router.post("/syncs/{sync_id}/pause", operation_id="syncs.pause", summary="Pause a sync")
async def pause_sync(
    context: Ports, caller: Operator, sync_id: str, version: IfMatch, response: Response, body: PauseBody | None = None
) -> SyncView:
    """Nothing runs until it is resumed; what runs already goes on."""
    change, reason = SyncChange(active=False), (body or PauseBody()).reason
    sync = await syncs.change(context, caller, sync_id, change, version, "sync.paused", reason=reason)
    tag(response, sync.version)
    return SyncView.of(sync)


@router.post("/syncs/{sync_id}/resume", operation_id="syncs.resume", summary="Resume a sync")
async def resume_sync(context: Ports, caller: Operator, sync_id: str, version: IfMatch, response: Response) -> SyncView:
    """From here on; what fell into the pause is not made up for."""
    sync = await syncs.change(context, caller, sync_id, SyncChange(active=True), version, "sync.resumed")
    tag(response, sync.version)
    return SyncView.of(sync)
