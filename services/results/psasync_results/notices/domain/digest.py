"""A tenant's day, summed up for one recipient."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from psasync.contracts.vocabulary import Outcome, Status

MOST_LINES = 50
"""Syncs that a digest spells out; the ones with failures come first."""


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day in a zone. `due`: when it is summed up."""

    tenant: str
    date: date
    zone: str
    start: datetime
    end: datetime
    due: datetime

    @classmethod
    def of(cls, tenant: str, moment: datetime, zone: str, hour: int) -> "Day":
        """The day that `moment` falls on, summed up at `hour` of the next. Raises `ZoneInfoNotFoundError`."""
        where = ZoneInfo(zone)
        day = moment.astimezone(where).date()
        morning = day + timedelta(days=1)
        return cls(
            tenant,
            day,
            zone,
            datetime.combine(day, time(), where).astimezone(UTC),
            datetime.combine(morning, time(), where).astimezone(UTC),
            datetime.combine(morning, time(hour), where).astimezone(UTC),
        )

    @property
    def name(self) -> str:
        return f"{self.tenant}:{self.date.isoformat()}"


@dataclass(slots=True)
class SyncDay:
    """The executions of one sync that ended on a day."""

    runs: int = 0
    failed: int = 0
    canceled: int = 0
    totals: dict[str, int] = field(default_factory=dict)

    def add(self, status: str, totals: Mapping[str, int]) -> None:
        self.runs += 1
        self.failed += status == Status.ERROR
        self.canceled += status == Status.CANCELED
        for outcome, number in totals.items():
            self.totals[outcome] = self.totals.get(outcome, 0) + number

    def line(self, name: str) -> str:
        parts = [f"{self.runs} run{'s' if self.runs != 1 else ''}"]
        parts += [
            f"{number} {what}" for number, what in ((self.failed, "in error"), (self.canceled, "canceled")) if number
        ]
        parts += [f"{self.totals[outcome]} {outcome}" for outcome in Outcome if self.totals.get(outcome)]
        return f"{name}: {', '.join(parts)}"


def by_sync(day: Day, executions: Iterable[Mapping[str, Any]]) -> dict[str, SyncDay]:
    """What ended on the day, dry runs left out, from execution documents of any days."""
    found: dict[str, SyncDay] = {}
    for document in executions:
        ended, request = document["ended_at"], document["request"] or {}
        if ended is None or not day.start <= ended < day.end or request.get("dry_run"):
            continue
        found.setdefault(document["sync"], SyncDay()).add(document["status"], document["totals"])
    return found


def lines(named: Mapping[str, tuple[str, SyncDay]]) -> tuple[str, ...]:
    """By sync: its name and its day. Failures first, then by name."""
    ordered = sorted(named.values(), key=lambda each: (-each[1].failed, each[0]))
    told = [day.line(name) for name, day in ordered[:MOST_LINES]]
    return (*told, f"and {len(ordered) - MOST_LINES} more syncs") if len(ordered) > MOST_LINES else tuple(told)
