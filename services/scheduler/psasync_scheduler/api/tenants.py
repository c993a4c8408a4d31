"""/v1/tenants"""

from fastapi import APIRouter, Response

from psasync.contracts.vocabulary import Role
from psasync.kit.http import PageOf, forbidden
from psasync_scheduler.actions import tenants
from psasync_scheduler.api.access import Admin, IfMatch, Limit, Ports, Viewer, tag
from psasync_scheduler.api.listing import AsList
from psasync_scheduler.api.views import TenantView
from psasync_scheduler.domain.bodies import TenantChange, TenantNew
from psasync_scheduler.domain.listing import matches
from psasync_scheduler.store import listing

router = APIRouter(prefix="/v1/tenants", tags=["tenants"])


@router.post("", operation_id="tenants.create", summary="Take a tenant on", status_code=201)
async def create(context: Ports, caller: Admin, body: TenantNew, response: Response) -> TenantView:
    """For keys of the whole platform."""
    if caller.principal.tenant is not None:
        raise forbidden(f"Tenants are made with a key of the whole platform in the role {Role.ADMIN}.")
    tenant = await tenants.create(context, caller, body)
    tag(response, tenant.version)
    return TenantView.of(tenant)


@router.get("", operation_id="tenants.list", summary="Tenants")
async def page(context: Ports, caller: Viewer, asked: AsList, limit: Limit = 100) -> PageOf[TenantView]:
    """The tenants that the key sees."""
    own = caller.principal.tenant
    wanted = asked.wanted()
    if own is not None:
        tenant = await tenants.read(context, caller, own)
        return PageOf(items=[TenantView.of(tenant)] if matches(tenant, wanted) and not asked.after.id else [])
    found = await listing.page(context.stores.tenants, {}, wanted, asked.after, limit)
    return PageOf(items=[TenantView.of(tenant) for tenant in found], next_cursor=asked.next_cursor(found, limit))


@router.get("/{tenant_id}", operation_id="tenants.get", summary="One tenant")
async def one(context: Ports, caller: Viewer, tenant_id: str, response: Response) -> TenantView:
    """An archived one too, which says so."""
    tenant = await tenants.read(context, caller, tenant_id)
    tag(response, tenant.version)
    return TenantView.of(tenant)


@router.patch("/{tenant_id}", operation_id="tenants.change", summary="Change a tenant")
async def change(
    context: Ports, caller: Admin, tenant_id: str, body: TenantChange, version: IfMatch, response: Response
) -> TenantView:
    """`active: false` pauses all that the tenant has."""
    tenant = await tenants.change(context, caller, tenant_id, body, version)
    tag(response, tenant.version)
    return TenantView.of(tenant)
