"""What all contract models have in common."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

Id = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9._:@-]+$")]
"""An id of ours: safe in addresses, keys and file names."""

SourceId = Annotated[str, Field(min_length=1, max_length=200)]
"""A record's id in the source, as the source spells it."""

Instant = AwareDatetime
"""A moment with its zone; naive times are refused."""


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("lies outside of the years 1 to 9999 in UTC") from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An `Instant` that is asked for, in UTC: near the calendar's ends not every zone's time has one."""


class Contract(BaseModel):
    """A published shape. Unknown fields are ignored, so that a newer producer does not break an older reader."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


def epoch_ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
