"""How fast a run goes, as it is shown."""

from datetime import datetime

from pydantic import BaseModel, Field

from psasync.contracts.vocabulary import Entity
from psasync_results.domain.pace import Pace


class PaceView(BaseModel):
    """Rates in records per second. What is expected comes from earlier runs: all of it is an estimate."""

    treated: int = Field(description="Records treated so far; deletions are not among them.")
    overall: float | None = Field(description="From start to the last report, waits included.")
    recent: float | None = Field(description="Over the last minute or so.")
    expected: dict[Entity, int] = Field(
        description="An estimate: the records of each entity in the last run that read it in the same way."
    )
    estimated_end: datetime | None = Field(
        description="An estimate from `expected` and the recent rate; null while it cannot be told."
    )


def pace_view(pace: Pace) -> PaceView:
    return PaceView(
        treated=pace.treated,
        overall=_rounded(pace.overall),
        recent=_rounded(pace.recent),
        expected={Entity(entity): number for entity, number in pace.expected.items()},
        estimated_end=pace.estimated_end,
    )


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 2)
