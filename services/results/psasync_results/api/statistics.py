"""What happened per day, of a tenant or of the platform."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from psasync.kit.clock import Clock
from psasync.kit.http import invalid
from psasync_results.api.parameters import Name, Viewer
from psasync_results.api.statistic_views import StatisticsView, day_view
from psasync_results.store.daily import Daily

_SHOWN = timedelta(days=29)
_LONGEST = timedelta(days=366)

FirstDay = Annotated[date | None, Query(alias="from", description="The first day; by default 29 days before the last.")]
LastDay = Annotated[
    date | None,
    Query(alias="to", description="The last day, included; by default today, furthest east."),
]


def routes(daily: Daily, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["statistics"])

    @router.get("/statistics", operation_id="statistics.get", summary="Runs, durations, failures and records per day")
    async def statistics(
        principal: Viewer, tenant: Name = None, first: FirstDay = None, last: LastDay = None
    ) -> StatisticsView:
        seen: str | None = principal.tenant_filter(tenant).get("tenant")
        # East of here it can be tomorrow already.
        last = last or (clock.now() + timedelta(hours=14)).date()
        first = first or max(last, date.min + _SHOWN) - _SHOWN
        if not timedelta(0) <= last - first <= _LONGEST:
            raise invalid([("to", f"lies {_LONGEST.days} days after `from` at most, and not before it")])
        days = [day_view(document) for document in await daily.days(seen, first, last)]
        return StatisticsView(tenant=seen, first=first, last=last, days=days)

    return router
