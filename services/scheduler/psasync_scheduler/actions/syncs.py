"""Syncs: make, change, pause; each edit of a schedule is planned in the same write."""

from typing import Any

from psasync.kit.ids import new_id
from psasync.kit.mongo import Document
from psasync_scheduler.actions import connections, tenants
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.editing import Decide, Edit, audit_entry, created, edit, found, known, live, plain
from psasync_scheduler.actions.ends import flow_errors
from psasync_scheduler.actions.firing import fire_first
from psasync_scheduler.actions.pausing import pause, switched
from psasync_scheduler.actions.slots import slot_after, slot_for
from psasync_scheduler.domain.bodies import SyncChange, SyncNew
from psasync_scheduler.domain.catalog import Connection, Sync, Tenant
from psasync_scheduler.domain.errors import NotFound, check
from psasync_scheduler.domain.plan import start
from psasync_scheduler.domain.streaks import resumed
from psasync_scheduler.domain.timetable import planned, progress_after_edit, timing_of
from psasync_scheduler.store.syncs import UNPLANNED, plan_fields, seen_plan

_TIMED = {"schedule", "active"}
# Others can change whatever has become of the two ends: a sync can always be paused.
_FLOW = {"entities", "custom_fields", "mapping", "destination"}


async def create(context: Context, caller: Caller, body: SyncNew, *, sync_id: str | None = None) -> Sync:
    """Raises `NotFound` for a connection that the caller does not see, `Invalid`, and `Refused` for a taken name."""
    connection, tenant = await checked(context, caller, body)
    now = context.now()
    document: Document = {
        "_id": sync_id or new_id(),
        "tenant": connection.tenant,
        "system": str(connection.system),
        **plain(dict(body)),
        "paused": plain(pause(caller, now, active=body.active)),
        "created_at": now,
        "updated_at": now,
    }
    if body.schedule is not None:
        slot = await slot_for(context, body.schedule, connection, tenant)
        document["slot"] = None if slot is None else slot.model_dump()
    document |= _first_plan(context, document, tenant)
    entry = audit_entry(caller, now, connection.tenant, "sync.created", document["_id"], created(document))
    sync = await context.stores.syncs.insert(document, entry)
    _wake(context)
    return sync


async def checked(context: Context, caller: Caller, body: SyncNew) -> tuple[Connection, Tenant]:
    """The connection and the tenant of a sync that can be made. Raises what `create` raises, but for the name."""
    connection = await connections.get(context, caller, body.connection)
    tenant = await tenants.get(context, caller, connection.tenant)
    check(await flow_errors(context, connection, body.destination, body))
    return connection, tenant


async def get(context: Context, caller: Caller, sync_id: str) -> Sync:
    """Raises `NotFound`, also for another tenant's, and `Refused` for an archived one."""
    return live(await read(context, caller, sync_id), "sync")


async def read(context: Context, caller: Caller, sync_id: str) -> Sync:
    """Also an archived one. Raises `NotFound`, also for another tenant's."""
    sync = await known(context.stores.syncs, sync_id, "sync")
    if not caller.sees(sync.tenant):
        raise NotFound("sync")
    return sync


async def change(
    context: Context,
    caller: Caller,
    sync_id: str,
    body: SyncChange,
    version: int | None,
    action: str = "sync.changed",
    *,
    reason: str = "",
) -> Sync:
    """`reason`: why it is paused, if it is."""
    now = context.now()

    async def decide(before: Sync) -> Edit | None:
        fields = await differing(context, before, body)
        if not fields:
            return None
        if fields.get("active"):
            fields |= resumed(now)
        written = switched(fields, caller, now, reason)
        if not fields.keys() & _TIMED:
            return Edit(written, action)
        tenant = await found(context.stores.tenants, before.tenant, "tenant")
        before = await fire_first(context, before, lambda: get(context, caller, sync_id))
        after = before.model_copy(update=fields)
        written["slot"] = slot = await slot_after(context, before, after, tenant)
        after = after.model_copy(update={"slot": slot})
        # Over the plan that was read: an occurrence that fires at this moment is not planned again.
        return Edit(written | _new_plan(context, before, after, tenant), action, only_if=seen_plan(before))

    return await _edit(context, caller, sync_id, decide, version)


async def differing(context: Context, before: Sync, body: SyncChange) -> dict[str, Any]:
    """The fields that a change would change. Raises `Invalid` when the sync could not be so."""
    fields = {name: value for name, value in body.given().items() if value != getattr(before, name)}
    if fields.keys() & _FLOW:
        after = before.model_copy(update=fields)
        connection = await found(context.stores.connections, before.connection, "connection")
        check(await flow_errors(context, connection, after.destination, after))
    return fields


async def _edit(context: Context, caller: Caller, sync_id: str, decide: Decide[Sync], version: int | None) -> Sync:
    sync = await edit(
        context.stores.syncs,
        lambda: get(context, caller, sync_id),
        decide,
        caller=caller,
        tenant_of=lambda sync: sync.tenant,
        now=context.now(),
        version=version,
    )
    _wake(context)
    return sync


def _wake(context: Context) -> None:
    context.wakeups.catalog.set()
    context.wakeups.schedule.set()


def _first_plan(context: Context, document: Document, tenant: Tenant) -> Document:
    draft = Sync.model_validate(document | {"version": 1})
    timing = timing_of(draft, tenant.time_zone)
    return UNPLANNED if timing is None else plan_fields(*planned(timing, start(timing, context.clock.now())))


def _new_plan(context: Context, before: Sync, after: Sync, tenant: Tenant) -> Document:
    timing = timing_of(after, tenant.time_zone)
    if timing is None:
        return UNPLANNED
    return plan_fields(*planned(timing, progress_after_edit(before, timing, context.clock.now())))
