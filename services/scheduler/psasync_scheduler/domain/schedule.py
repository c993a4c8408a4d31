"""The rule of a schedule and the nominal local times that follow from it."""

from datetime import datetime, time, timedelta
from typing import Annotated, Self

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from psasync_scheduler.domain.slots import PLACES, Slot, place_of

MAX_SPREAD_MINUTES = 720
_ALIASES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
# Leap years repeat after 400 years, and with them every cron rule; 2000 starts such a round.
_ANY_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - nominal times have no zone


def _cron(text: str) -> str:
    expression = _ALIASES.get(text.strip().lower(), " ".join(text.split()))
    if len(expression.split()) != 5:
        raise ValueError("a cron expression has five fields: minute hour day month weekday")
    try:
        next(CronSim(expression, _ANY_DAY))
    except CronSimError as error:
        raise ValueError(f"not a cron expression: {error}") from error
    except (StopIteration, RuntimeError) as error:
        raise ValueError("this cron expression never fires") from error
    return expression


class Schedule(BaseModel):
    """When a sync runs by itself: at one time every day, or by a cron expression, in the tenant's zone.

    `spread_minutes` is the window over which syncs with the same rule are spread.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    time: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["01:30"])
    cron: Annotated[str, Field(max_length=200), AfterValidator(_cron)] | None = Field(
        default=None, examples=["30 1 * * 1-5"]
    )
    spread_minutes: int = Field(default=60, ge=0, le=MAX_SPREAD_MINUTES)
    enabled: bool = True

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        if (self.time is None) == (self.cron is None):
            raise ValueError("either `time` or `cron` is needed, and not both")
        return self

    @property
    def daily(self) -> bool:
        """Whether occurrences are named by the local date alone."""
        return self.time is not None

    def nominal_after(self, after: datetime) -> datetime:
        """The first nominal wall time strictly after one. Both are naive."""
        if self.time is not None:
            today = datetime.combine(after.date(), time.fromisoformat(self.time))
            return today if today > after else today + timedelta(days=1)
        upcoming: datetime = next(CronSim(self.cron or "", after))
        return upcoming

    def name(self, nominal: datetime) -> str:
        """What an occurrence is called: it never fires twice under one name."""
        return nominal.date().isoformat() if self.daily else nominal.isoformat(timespec="minutes")

    @property
    def rule(self) -> str:
        """When it fires, without the window."""
        return self.time or self.cron or ""

    def offset(self, sync: str, slot: Slot | None = None) -> timedelta:
        """The stable place of a sync in the window, whole seconds, the same on every replica."""
        return timedelta(seconds=place_of(sync, slot) * self.spread_minutes * 60 // PLACES)
