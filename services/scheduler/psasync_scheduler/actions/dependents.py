"""What hangs on a tenant, a connection or a sync."""

from psasync.kit.mongo import Document
from psasync_scheduler.actions.context import Context
from psasync_scheduler.domain.dependents import FIRST, Dependents, Hanging
from psasync_scheduler.store.listing import hanging

_BY_THEMSELVES: Document = {"scheduled": True}


async def of_tenant(context: Context, tenant_id: str) -> Dependents:
    stores, scope = context.stores, {"tenant": tenant_id}
    return Dependents(
        {
            "connections": await hanging(stores.connections, scope),
            "syncs": await hanging(stores.syncs, scope),
            "schedules": await hanging(stores.syncs, scope | _BY_THEMSELVES),
            "keys": await hanging(stores.keys, scope | {"revoked_at": None}),
        }
    )


async def of_connection(context: Context, connection_id: str) -> Dependents:
    """Syncs that read from it or write to it."""
    return Dependents(
        {
            "syncs": await _with(context, connection_id, {}),
            "schedules": await _with(context, connection_id, _BY_THEMSELVES),
        }
    )


async def of_sync(context: Context, sync_id: str) -> Dependents:
    return Dependents({"schedules": await hanging(context.stores.syncs, {"_id": sync_id} | _BY_THEMSELVES)})


async def _with(context: Context, connection_id: str, scope: Document) -> Hanging:
    """No sync is counted twice: none writes to what it reads from."""
    readers = await hanging(context.stores.syncs, scope | {"connection": connection_id})
    writers = await hanging(context.stores.syncs, scope | {"destination": connection_id})
    return Hanging(readers.count + writers.count, [*readers.first, *writers.first][:FIRST])
