"""When a schedule would fire if it were stored now. Stores nothing, and draws no slot."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from psasync_scheduler.actions import connections, syncs, tenants
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.editing import found
from psasync_scheduler.actions.slots import expected_slot, expected_slot_after
from psasync_scheduler.domain.localtime import zone_of
from psasync_scheduler.domain.plan import Occurrence, Timing, preview, start
from psasync_scheduler.domain.previews import PreviewBody
from psasync_scheduler.domain.timetable import progress_after_edit, timing_for

AHEAD = 5


class Place(StrEnum):
    """How well the place in the window is known."""

    KEPT = "kept"  # the sync has it, or there is no window
    EXPECTED = "expected"  # the one that would be given now
    UNKNOWN = "unknown"  # it depends on the connection: times are those of the window's start


@dataclass(frozen=True, slots=True)
class Preview:
    zone: ZoneInfo
    place: Place
    offset: timedelta  # from the nominal time
    firings: list[Occurrence]


async def of_schedule(context: Context, caller: Caller, body: PreviewBody) -> Preview:
    """The next firings. Raises `NotFound` for what the caller does not see."""
    if body.sync is not None:
        return await _of_edit(context, caller, body, body.sync)
    if body.connection is not None:
        return await _of_new_sync(context, caller, body, body.connection)
    if body.tenant is not None:
        zone = (await tenants.get(context, caller, body.tenant)).time_zone
    else:
        zone = body.time_zone or "UTC"
    place = Place.UNKNOWN if body.schedule.spread_minutes else Place.KEPT
    return _from_now(context, Timing(body.schedule, zone_of(zone), timedelta()), place)


async def _of_new_sync(context: Context, caller: Caller, body: PreviewBody, connection_id: str) -> Preview:
    connection = await connections.get(context, caller, connection_id)
    tenant = await found(context.stores.tenants, connection.tenant, "tenant")
    slot = await expected_slot(context, body.schedule, connection, tenant)
    # Without a window the id is never asked for.
    timing = timing_for(body.schedule, tenant.time_zone, "", slot)
    return _from_now(context, timing, Place.EXPECTED if slot else Place.KEPT)


async def _of_edit(context: Context, caller: Caller, body: PreviewBody, sync_id: str) -> Preview:
    before = await syncs.get(context, caller, sync_id)
    tenant = await found(context.stores.tenants, before.tenant, "tenant")
    slot = await expected_slot_after(context, before, before.model_copy(update={"schedule": body.schedule}), tenant)
    timing = timing_for(body.schedule, tenant.time_zone, before.id, slot)
    place = Place.KEPT if slot == before.slot or slot is None else Place.EXPECTED
    progress = progress_after_edit(before, timing, context.clock.now())
    firings = preview(timing, progress, AHEAD) if body.schedule.enabled else []
    return Preview(timing.zone, place, timing.offset, firings)


def _from_now(context: Context, timing: Timing, place: Place) -> Preview:
    firings = preview(timing, start(timing, context.clock.now()), AHEAD) if timing.schedule.enabled else []
    return Preview(timing.zone, place, timing.offset, firings)
