"""Tenants: make, change, pause."""

from psasync.kit.ids import new_id
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.editing import Decide, Edit, audit_entry, created, edit, known, live, plain
from psasync_scheduler.actions.pausing import pause, switched
from psasync_scheduler.domain.bodies import TenantChange, TenantNew
from psasync_scheduler.domain.catalog import Tenant
from psasync_scheduler.domain.errors import NotFound


async def create(context: Context, caller: Caller, body: TenantNew) -> Tenant:
    now = context.now()
    tenant_id = new_id()
    document = {
        "_id": tenant_id,
        "name": body.name,
        "time_zone": body.time_zone,
        "active": body.active,
        "paused": plain(pause(caller, now, active=body.active)),
        "notifications": plain(body.notifications),
        "created_at": now,
        "updated_at": now,
    }
    entry = audit_entry(caller, now, tenant_id, "tenant.created", tenant_id, created(document))
    tenant = await context.stores.tenants.insert(document, entry)
    context.wakeups.catalog.set()
    return tenant


async def get(context: Context, caller: Caller, tenant_id: str) -> Tenant:
    """Raises `NotFound`, also for another's tenant, and `Refused` for an archived one."""
    return live(await read(context, caller, tenant_id), "tenant")


async def read(context: Context, caller: Caller, tenant_id: str) -> Tenant:
    """Also an archived one. Raises `NotFound`, also for another's tenant."""
    if not caller.sees(tenant_id):
        raise NotFound("tenant")
    return await known(context.stores.tenants, tenant_id, "tenant")


async def change(
    context: Context,
    caller: Caller,
    tenant_id: str,
    body: TenantChange,
    version: int | None,
    *,
    action: str = "tenant.changed",
    reason: str = "",
) -> Tenant:
    """`reason`: why it is paused, if it is."""
    now = context.now()

    async def decide(before: Tenant) -> Edit | None:
        fields = {name: value for name, value in body.given().items() if value != getattr(before, name)}
        if "time_zone" in fields:
            # The loop plans the tenant's syncs in their new zone: part of this write, so that it cannot be forgotten.
            fields["replan_due"] = True
        return Edit(switched(fields, caller, now, reason), action) if fields else None

    return await _edit(context, caller, tenant_id, decide, version)


async def _edit(
    context: Context, caller: Caller, tenant_id: str, decide: Decide[Tenant], version: int | None
) -> Tenant:
    tenant = await edit(
        context.stores.tenants,
        lambda: get(context, caller, tenant_id),
        decide,
        caller=caller,
        tenant_of=lambda tenant: tenant.id,
        now=context.now(),
        version=version,
    )
    context.wakeups.catalog.set()
    context.wakeups.schedule.set()
    return tenant
