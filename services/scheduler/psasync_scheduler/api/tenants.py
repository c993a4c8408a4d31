"""/v1/tenants"""

from fastapi import APIRouter, Response

from psasync.contracts.vocabulary import Role
from psasync.kit.http import PageOf, forbidden
from psasync_scheduler.actions import tenants
from psasync_scheduler.api.access import Admin, After, IfMatch, Limit, Ports, Viewer, cursor_after, tag
from psasync_scheduler.api.views import TenantView
from psasync_scheduler.domain.bodies import TenantChange, TenantNew

router = APIRouter(prefix="/v1/tenants", tags=["tenants"])


@router.post("", status_code=201)
async def create(context: Ports, caller: Admin, body: TenantNew, response: Response) -> TenantView:
    """For keys of the whole platform."""
    if caller.principal.tenant is not None:
        raise forbidden(f"Tenants are made with a key of the whole platform in the role {Role.ADMIN}.")
    tenant = await tenants.create(context, caller, body)
    tag(response, tenant.version)
    return TenantView.of(tenant)


@router.get("")
async def page(context: Ports, caller: Viewer, after: After, limit: Limit = 100) -> PageOf[TenantView]:
    """The tenants that the key sees."""
    own = caller.principal.tenant
    scope = {} if own is None else {"_id": own}
    if own is not None and after is not None:
        return PageOf(items=[])
    found = await context.stores.tenants.page(scope, after, limit)
    cursor = cursor_after(found[-1].id if found else None, full=len(found) == limit)
    return PageOf(items=[TenantView.of(tenant) for tenant in found], next_cursor=cursor)


@router.get("/{tenant_id}")
async def one(context: Ports, caller: Viewer, tenant_id: str, response: Response) -> TenantView:
    tenant = await tenants.get(context, caller, tenant_id)
    tag(response, tenant.version)
    return TenantView.of(tenant)


@router.patch("/{tenant_id}")
async def change(
    context: Ports, caller: Admin, tenant_id: str, body: TenantChange, version: IfMatch, response: Response
) -> TenantView:
    """`active: false` pauses all that the tenant has."""
    tenant = await tenants.change(context, caller, tenant_id, body, version)
    tag(response, tenant.version)
    return TenantView.of(tenant)


@router.delete("/{tenant_id}", status_code=204)
async def archive(context: Ports, caller: Admin, tenant_id: str) -> None:
    """409 while connections or syncs are left. Its keys stop working."""
    await tenants.archive(context, caller, tenant_id)
