"""/v1/schedules/preview: when a schedule would fire, before it is stored."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from psasync_scheduler.actions import previews
from psasync_scheduler.actions.previews import Place
from psasync_scheduler.api.access import Ports, Viewer
from psasync_scheduler.api.firings import Firing
from psasync_scheduler.domain.previews import PreviewBody
from psasync_scheduler.domain.schedule import Schedule

router = APIRouter(prefix="/v1/schedules", tags=["syncs"])


class PreviewView(BaseModel):
    schedule: Schedule = Field(description="As it would be stored.")
    time_zone: str
    place: Place = Field(
        description="`kept`: the place in the window is certain; `expected`: the one that would be given now; "
        "`unknown`: `at` is the window's start, for the place depends on the connection."
    )
    offset_seconds: int = Field(description="From the nominal time to the place in the window.")
    next: list[Firing] = Field(description="Five of them; none while the schedule is not enabled.")


@router.post("/preview", operation_id="schedules.preview", summary="When a schedule would fire")
async def preview(context: Ports, caller: Viewer, body: PreviewBody) -> PreviewView:
    """Stores nothing."""
    found = await previews.of_schedule(context, caller, body)
    return PreviewView(
        schedule=body.schedule,
        time_zone=found.zone.key,
        place=found.place,
        offset_seconds=int(found.offset.total_seconds()),
        next=[Firing.of(occurrence, found.zone) for occurrence in found.firings],
    )
