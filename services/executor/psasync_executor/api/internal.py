"""For the sibling services only: where an execution stands here, and what a sync has imported."""

from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from psasync.contracts.events.requested import Period
from psasync.contracts.vocabulary import Entity
from psasync.kit.http import internal_only, not_found
from psasync.kit.http.problems import invalid
from psasync_executor.domain.job import JobState
from psasync_executor.domain.period import instants_of
from psasync_executor.run.prepare import Catalog
from psasync_executor.store.ledger import Imported, Ledger
from psasync_executor.store.overview import Overview


class JobView(BaseModel):
    execution: str
    tenant: str
    sync: str
    state: JobState
    attempt: int
    seq: int
    cancel_asked: bool
    queue_position: int | None = None
    waiting_until: datetime | None = None
    waiting_reason: str | None = None


class ImportedDay(BaseModel):
    day: date | None  # None: records without a business date
    records: int


class ImportedDays(BaseModel):
    days: list[ImportedDay]
    records: int


def internal_router(overview: Overview, ledger: Ledger, catalog: Catalog) -> APIRouter:
    router = APIRouter(prefix="/internal", tags=["internal"], dependencies=[Depends(internal_only)])

    @router.get("/jobs/{execution}")
    async def read_job(execution: str) -> JobView:
        found = await overview.job(execution)
        if found is None:
            raise not_found("such execution here")
        return JobView(**found)

    @router.get("/syncs/{sync}/imported-days")
    async def imported_days(
        sync: str,
        time_zone: Annotated[str | None, Query(description="IANA name; the tenant's by default.")] = None,
        first: date | None = None,
        last: date | None = None,
        entity: Annotated[list[Entity] | None, Query()] = None,
    ) -> ImportedDays:
        """What is imported of a period, by business date; without a period everything that is."""
        zone = await _zone(catalog, sync) if time_zone is None else time_zone
        if zone not in available_timezones():
            raise invalid([("time_zone", "is not an IANA time zone")])
        if (first is None) != (last is None):
            raise invalid([("first", "first and last go together")])
        period = None
        if first is not None and last is not None:
            period = instants_of(Period(first=first, last=last), ZoneInfo(zone))
        imported = Imported(sync, entity or list(Entity), period)
        days = [ImportedDay(day=day, records=n) async for day, n in ledger.days(imported, zone)]
        return ImportedDays(days=days, records=sum(day.records for day in days))

    return router


async def _zone(catalog: Catalog, sync: str) -> str:
    resolved = await catalog.sync(sync)
    if resolved is None:
        raise not_found(f"sync {sync!r}")
    return resolved.time_zone
