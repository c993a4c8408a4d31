"""Statistics as they are shown."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from psasync.contracts.vocabulary import HistoryOutcome, Outcome, Status, Trigger
from psasync_results.domain.durations import quantile


class DurationsView(BaseModel):
    """Milliseconds from start to end, within 5 %."""

    p50: int
    p95: int


class DayView(BaseModel):
    """What ended on one day. Dry runs and requests that joined another one are not in it."""

    day: date
    zone: str | None = Field(
        description="The time zone of the day: the one that the runs were resolved with, the tenant's; UTC for runs "
        "that ended before. A day of the platform is the sum of its tenants' days and has none."
    )
    runs: int
    statuses: dict[Status, int]
    outcomes: dict[HistoryOutcome, int]
    triggers: dict[Trigger, int]
    failure_share: float | None = Field(description="Failures among the runs that have an outcome, from 0 to 1.")
    durations: DurationsView | None
    records: dict[Outcome, int]
    fetched: int


class StatisticsView(BaseModel):
    tenant: str | None = Field(description="None: the whole platform.")
    first: date
    last: date
    days: list[DayView] = Field(description="Days on which something ended, in order.")


def day_view(document: Mapping[str, Any]) -> DayView:
    outcomes, durations = document["outcomes"], document["durations"]
    judged = sum(outcomes.values())
    p50, p95 = quantile(durations, 0.5), quantile(durations, 0.95)
    return DayView(
        day=date.fromisoformat(document["day"]),
        zone=document["zone"],
        runs=document["runs"],
        statuses=document["statuses"],
        outcomes=outcomes,
        triggers=document["triggers"],
        failure_share=outcomes.get(HistoryOutcome.FAILURE, 0) / judged if judged else None,
        durations=DurationsView(p50=p50, p95=p95) if p50 is not None and p95 is not None else None,
        records=document["records"],
        fetched=document["fetched"],
    )
