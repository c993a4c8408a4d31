"""A firing to come, as callers see it."""

from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from psasync_scheduler.domain.plan import Occurrence
from psasync_scheduler.domain.remarks import remark


class Firing(BaseModel):
    """A firing to come."""

    name: str
    nominal: str = Field(description="The rule's wall time, before spreading and clock changes.")
    at: datetime = Field(description="When it fires, with the zone's offset at that moment.")
    utc_offset: str = Field(description="The same offset by itself.", examples=["+02:00"])
    remark: str | None = Field(description="What a clock change does to it.")

    @classmethod
    def of(cls, occurrence: Occurrence, zone: ZoneInfo) -> Self:
        at = occurrence.fires_at.astimezone(zone)
        return cls(
            name=occurrence.name,
            nominal=occurrence.nominal.isoformat(timespec="minutes"),
            at=at,
            utc_offset=at.isoformat()[-6:],
            remark=remark(occurrence.nominal, zone),
        )
