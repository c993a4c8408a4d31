"""Archiving one document, whatever hangs on it. Each is one write, can be repeated, and destroys what is secret."""

from collections.abc import Mapping
from typing import Any

from psasync.kit.mongo import Document
from psasync_scheduler.actions import connections, syncs, tenants
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.editing import Edit, edit
from psasync_scheduler.actions.firing import fire_first
from psasync_scheduler.domain.catalog import Connection, Sync, Tenant
from psasync_scheduler.store.syncs import UNPLANNED, seen_plan


async def sync(context: Context, caller: Caller, sync_id: str) -> Sync:
    async def decide(before: Sync) -> Edit | None:
        before = await fire_first(context, before, lambda: syncs.read(context, caller, sync_id))
        if before.archived:
            return None
        return Edit(_fields(context, UNPLANNED), "sync.archived", only_if=seen_plan(before))

    archived = await edit(
        context.stores.syncs,
        lambda: syncs.read(context, caller, sync_id),
        decide,
        caller=caller,
        tenant_of=lambda sync: sync.tenant,
        now=context.now(),
    )
    context.wakeups.catalog.set()
    context.wakeups.schedule.set()
    return archived


async def connection(context: Context, caller: Caller, connection_id: str) -> Connection:
    async def decide(before: Connection) -> Edit | None:
        return (
            None
            if before.archived
            else Edit(_fields(context, {"secrets": {}, "webhook_secret": None}), "connection.archived")
        )

    archived = await edit(
        context.stores.connections,
        lambda: connections.read(context, caller, connection_id),
        decide,
        caller=caller,
        tenant_of=lambda connection: connection.tenant,
        now=context.now(),
    )
    context.wakeups.catalog.set()
    return archived


async def tenant(context: Context, caller: Caller, tenant_id: str) -> Tenant:
    async def decide(before: Tenant) -> Edit | None:
        return None if before.archived else Edit(_fields(context, {}), "tenant.archived")

    archived = await edit(
        context.stores.tenants,
        lambda: tenants.read(context, caller, tenant_id),
        decide,
        caller=caller,
        tenant_of=lambda tenant: tenant.id,
        now=context.now(),
    )
    context.wakeups.catalog.set()
    return archived


def _fields(context: Context, emptied: Mapping[str, Any]) -> Document:
    return {"archived": True, "archived_at": context.now(), "active": False, **emptied}
