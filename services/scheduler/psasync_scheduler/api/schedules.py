"""/v1/syncs/{id}/schedule: what comes next, and what came last."""

from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from pydantic import BaseModel, Field

from psasync_scheduler.actions import syncs
from psasync_scheduler.api.access import Ports, Viewer
from psasync_scheduler.api.firings import Firing
from psasync_scheduler.domain.plan import Occurrence, preview
from psasync_scheduler.domain.schedule import Schedule
from psasync_scheduler.domain.timetable import progress_of, timing_for, timing_of

router = APIRouter(prefix="/v1/syncs", tags=["syncs"])

_AHEAD = 5
_BEHIND = 20


class PastOccurrence(BaseModel):
    name: str
    state: Literal["fired", "missed"]
    planned_for: datetime
    at: datetime = Field(description="When it was treated.")
    execution: str | None = None
    count: int = Field(default=1, description="How many it stands for, if missed.")


class ScheduleView(BaseModel):
    schedule: Schedule | None
    time_zone: str
    next: list[Firing] = Field(description="Empty while the sync does not run by itself.")
    recent: list[PastOccurrence]


@router.get("/{sync_id}/schedule", operation_id="schedules.get", summary="When a sync runs by itself")
async def schedule(context: Ports, caller: Viewer, sync_id: str) -> ScheduleView:
    sync = await syncs.get(context, caller, sync_id)
    tenant = await context.stores.tenants.get(sync.tenant)
    zone = sync.plan.zone if sync.plan is not None else tenant.time_zone if tenant is not None else "UTC"
    firings: list[Occurrence] = []
    if sync.plan is not None and sync.schedule is not None and timing_of(sync, zone) is not None:
        timing = timing_for(sync.schedule, zone, sync.id, sync.slot)
        firings = preview(timing, progress_of(sync.plan), _AHEAD)
    past: list[dict[str, Any]] = await context.stores.occurrences.recent(sync.id, _BEHIND)
    return ScheduleView(
        schedule=sync.schedule,
        time_zone=zone,
        next=[Firing.of(occurrence, ZoneInfo(zone)) for occurrence in firings],
        recent=[PastOccurrence.model_validate(document) for document in past],
    )
