"""How long what is kept: the platform's answer, and a tenant's own in its place."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

SHORTEST_DAYS = 30
"""Longer than any topic keeps events: one that is read again meets the documents that it was folded into."""

LONGEST_DAYS = 3_650

Days = Annotated[int, Field(ge=SHORTEST_DAYS, le=LONGEST_DAYS)]


class KeptKind(StrEnum):
    EXECUTIONS = "executions"  # counted from their end
    RECORDS = "records"  # from the end of their execution
    LOGS = "logs"  # from the end of their execution
    ISSUES = "issues"  # from when they were over; a live one stays
    DAILY = "daily"  # statistics, from their day


class Keeping(BaseModel):
    """Days, by kind."""

    model_config = ConfigDict(frozen=True)

    executions: Days
    records: Days
    logs: Days
    issues: Days
    daily: Days

    def cutoff(self, kind: KeptKind, now: datetime) -> datetime:
        """What lies before it goes. Records and log lines go with their execution at the latest."""
        days: int = getattr(self, kind.value)
        if kind in {KeptKind.RECORDS, KeptKind.LOGS}:
            days = min(days, self.executions)
        return now - timedelta(days=days)


class OwnKeeping(BaseModel):
    """A tenant's own choice; null: as the platform."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    executions: Days | None = None
    records: Days | None = None
    logs: Days | None = None
    issues: Days | None = None
    daily: Days | None = None

    def over(self, platform: Keeping) -> Keeping:
        own: Mapping[str, int] = self.model_dump(exclude_none=True)
        return platform.model_copy(update=dict(own))
