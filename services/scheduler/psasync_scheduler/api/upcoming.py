"""/v1/schedules/upcoming: all firings to come, as a density over time, and the first of them."""

import asyncio
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from psasync.contracts.vocabulary import System
from psasync_scheduler.api.access import Ports, Viewer
from psasync_scheduler.domain.catalog import Sync
from psasync_scheduler.domain.density import Stretch, density, stretch_of

router = APIRouter(prefix="/v1/schedules", tags=["syncs"])

_MOST = 50_000


class StretchView(BaseModel):
    begins: datetime
    syncs: int
    systems: dict[System, int] = Field(description="By the system that is read.")

    @classmethod
    def of(cls, stretch: Stretch) -> "StretchView":
        return cls(begins=stretch.begins, syncs=stretch.syncs, systems=stretch.systems)


class UpcomingSync(BaseModel):
    sync: str
    name: str
    tenant: str
    system: System | None
    at: datetime


class UpcomingView(BaseModel):
    """Each sync is counted once: at its next firing."""

    minutes: int = Field(description="The length of a stretch.")
    stretches: list[StretchView] = Field(description="From the present one to that of the end, without gaps.")
    syncs: int = Field(description="That fire within them.")
    at_least: bool = Field(description="Whether there are more than could be counted.")
    first: list[UpcomingSync] = Field(description="The soonest, in order.")


@router.get("/upcoming", operation_id="schedules.upcoming")
async def upcoming(
    context: Ports,
    caller: Viewer,
    tenant: Annotated[str | None, Query(max_length=128)] = None,
    hours: Annotated[int, Query(ge=1, le=48, description="How far to look ahead.")] = 24,
    minutes: Annotated[int, Query(ge=5, le=60, multiple_of=5, description="The length of a stretch.")] = 15,
    limit: Annotated[int, Query(ge=0, le=200, description="How many of the soonest to name.")] = 20,
) -> UpcomingView:
    """When the load of the next hours comes. Paused syncs are not among it."""
    length, now = timedelta(minutes=minutes), context.clock.now()
    first, end = stretch_of(now, length), now + timedelta(hours=hours)
    number = -((first - end) // length)  # the last one too, of which a part lies within
    scope = caller.principal.tenant_filter(tenant)
    firings, soonest = await asyncio.gather(
        context.stores.syncs.firings(scope, first, end, _MOST), context.stores.syncs.soonest(scope, now, end, limit)
    )
    return UpcomingView(
        minutes=minutes,
        stretches=[StretchView.of(stretch) for stretch in density(firings, first, length, number)],
        syncs=len(firings),
        at_least=len(firings) == _MOST,
        first=[_named(sync, sync.next_fire) for sync in soonest if sync.next_fire is not None],
    )


def _named(sync: Sync, at: datetime) -> UpcomingSync:
    return UpcomingSync(sync=sync.id, name=sync.name, tenant=sync.tenant, system=sync.system, at=at)
