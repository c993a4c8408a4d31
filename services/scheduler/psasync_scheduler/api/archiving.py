"""Archiving tenants, connections and syncs, and what goes with them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from psasync_scheduler.actions import archive_one, archiving, connections, dependents, syncs, tenants
from psasync_scheduler.api.access import Admin, Ports, Viewer
from psasync_scheduler.domain.dependents import FIRST, MOST_COUNTED, Dependents

router = APIRouter(prefix="/v1", tags=["archiving"])

Cascade = Annotated[bool, Query(description="Archive what hangs on it as well, instead of 409 `in-use`.")]
_DONE: dict[int | str, dict[str, Any]] = {
    202: {"description": "Begun; it goes on by itself."},
    204: {"description": "Archived, now or before."},
}


class NamedView(BaseModel):
    id: str
    name: str


class HangingView(BaseModel):
    count: int = Field(description=f"{MOST_COUNTED} stands for so many and more.")
    first: list[NamedView] = Field(description=f"At most {FIRST} of them.")


class DependentsView(BaseModel):
    """What goes with it when it is archived."""

    connections: HangingView | None = Field(default=None, description="Their secrets are destroyed.")
    syncs: HangingView | None = None
    schedules: HangingView | None = Field(default=None, description="The syncs among them that run by themselves.")
    keys: HangingView | None = Field(default=None, description="They are revoked.")

    @classmethod
    def of(cls, found: Dependents) -> "DependentsView":
        return cls.model_validate(found.kinds, from_attributes=True)


@router.get("/tenants/{tenant_id}/dependents", operation_id="tenants.dependents", summary="What hangs on a tenant")
async def of_tenant(context: Ports, caller: Viewer, tenant_id: str) -> DependentsView:
    tenant = await tenants.read(context, caller, tenant_id)
    return DependentsView.of(await dependents.of_tenant(context, tenant.id))


@router.get(
    "/connections/{connection_id}/dependents",
    operation_id="connections.dependents",
    summary="What hangs on a connection",
)
async def of_connection(context: Ports, caller: Viewer, connection_id: str) -> DependentsView:
    """Syncs that read from it or write to it."""
    connection = await connections.read(context, caller, connection_id)
    return DependentsView.of(await dependents.of_connection(context, connection.id))


@router.get("/syncs/{sync_id}/dependents", operation_id="syncs.dependents", summary="What hangs on a sync")
async def of_sync(context: Ports, caller: Viewer, sync_id: str) -> DependentsView:
    sync = await syncs.read(context, caller, sync_id)
    return DependentsView.of(await dependents.of_sync(context, sync.id))


@router.delete(
    "/tenants/{tenant_id}",
    operation_id="tenants.archive",
    summary="Archive a tenant",
    status_code=204,
    responses=_DONE,
    response_model=None,
)
async def archive_tenant(context: Ports, caller: Admin, tenant_id: str, cascade: Cascade = False) -> Response:
    """Its syncs, its connections and at last its keys go with it. Can be repeated."""
    done = await archiving.archive(context, caller, archiving.TENANT, tenant_id, cascade=cascade)
    return Response(status_code=204 if done else 202)


@router.delete(
    "/connections/{connection_id}",
    operation_id="connections.archive",
    summary="Archive a connection",
    status_code=204,
    responses=_DONE,
    response_model=None,
)
async def archive_connection(context: Ports, caller: Admin, connection_id: str, cascade: Cascade = False) -> Response:
    """The syncs that read from it or write to it go with it, and its secrets are destroyed. Can be repeated."""
    done = await archiving.archive(context, caller, archiving.CONNECTION, connection_id, cascade=cascade)
    return Response(status_code=204 if done else 202)


@router.delete("/syncs/{sync_id}", operation_id="syncs.archive", summary="Archive a sync", status_code=204)
async def archive_sync(context: Ports, caller: Admin, sync_id: str) -> None:
    """It runs no more; what runs already goes on. Can be repeated."""
    await archive_one.sync(context, caller, sync_id)
