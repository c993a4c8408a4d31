"""Draws the place of a sync in its window, when its schedule is made or gets another rule."""

from psasync_scheduler.actions.context import Context
from psasync_scheduler.actions.editing import found
from psasync_scheduler.domain.catalog import Connection, Sync, Tenant
from psasync_scheduler.domain.hosts import host_of
from psasync_scheduler.domain.schedule import Schedule
from psasync_scheduler.domain.slots import Slot, group_of


async def slot_for(context: Context, schedule: Schedule, connection: Connection, tenant: Tenant) -> Slot | None:
    """A new place, beside those of all syncs with this rule on this host. None: there is no window."""
    group = _group(schedule, connection, tenant)
    return None if group is None else Slot(group=group, number=await context.stores.slots.draw(group))


async def expected_slot(context: Context, schedule: Schedule, connection: Connection, tenant: Tenant) -> Slot | None:
    """What `slot_for` would give now."""
    group = _group(schedule, connection, tenant)
    return None if group is None else Slot(group=group, number=await context.stores.slots.following(group))


async def slot_after(context: Context, before: Sync, after: Sync, tenant: Tenant) -> Slot | None:
    """The place after an edit: another one only for another rule or window."""
    connection = await _connection_of_new_window(context, before, after, tenant)
    if connection is None or after.schedule is None:
        return before.slot
    return await slot_for(context, after.schedule, connection, tenant)


async def expected_slot_after(context: Context, before: Sync, after: Sync, tenant: Tenant) -> Slot | None:
    """What `slot_after` would give now."""
    connection = await _connection_of_new_window(context, before, after, tenant)
    if connection is None or after.schedule is None:
        return before.slot
    return await expected_slot(context, after.schedule, connection, tenant)


async def _connection_of_new_window(context: Context, before: Sync, after: Sync, tenant: Tenant) -> Connection | None:
    """The sync's source if the edit asks for another place; None if it keeps the one that it has."""
    old, new = before.schedule, after.schedule
    if new is None or (old is not None and _window(old) == _window(new)):
        return None
    connection = await found(context.stores.connections, before.connection, "connection")
    kept = before.slot is not None and before.slot.group == _group(new, connection, tenant)
    return None if kept else connection


def _group(schedule: Schedule, connection: Connection, tenant: Tenant) -> str | None:
    if schedule.spread_minutes == 0:
        return None
    host = host_of(connection.system, connection.settings)
    return group_of(host, tenant.time_zone, schedule.rule, schedule.spread_minutes)


def _window(schedule: Schedule) -> tuple[str, int]:
    return schedule.rule, schedule.spread_minutes
