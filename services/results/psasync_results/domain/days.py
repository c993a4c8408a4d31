"""The statistics of a day: of a tenant in its time zone, or of the platform.

Always the sum over documents that stand in the database, never a number that is moved up.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from psasync_results.domain.durations import class_of

UNKNOWN_ZONE = "UTC"
_AROUND = timedelta(hours=3)  # clocks have been put back over midnight; what is too much is sorted out by its day


@dataclass(frozen=True, slots=True)
class DayKey:
    """A calendar day. `tenant` None: the platform's, which is the sum of its tenants' days of that date."""

    tenant: str | None
    zone: str | None
    day: date

    @property
    def id(self) -> str:
        if self.tenant is None:
            return f"platform:{self.day}"
        return f"tenant:{self.day}:{self.zone}:{self.tenant}"

    @property
    def of_platform(self) -> "DayKey":
        return DayKey(None, None, self.day)

    @property
    def around(self) -> tuple[datetime, datetime]:
        """Instants between which the whole day lies."""
        zone = _zone(self.zone)
        start, end = (datetime.combine(day, time.min, zone) for day in (self.day, self.day + timedelta(days=1)))
        return start.astimezone(UTC) - _AROUND, end.astimezone(UTC) + _AROUND


@dataclass(slots=True)
class DayTotals:
    runs: int = 0
    fetched: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)  # history outcomes; a canceled run has none
    triggers: dict[str, int] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)  # by record outcome
    durations: dict[str, int] = field(default_factory=dict)  # see domain/durations.py

    def add(self, execution: Mapping[str, Any]) -> None:
        """Count an execution that has ended."""
        self.runs += 1
        self.fetched += execution["fetched"]
        for counted, name in (("statuses", "status"), ("outcomes", "outcome"), ("triggers", "trigger")):
            if execution[name] is not None:
                _plus(getattr(self, counted), {execution[name]: 1})
        _plus(self.records, execution["totals"])
        if execution["duration_ms"] is not None:
            _plus(self.durations, {class_of(execution["duration_ms"]): 1})

    def plus(self, document: Mapping[str, Any]) -> None:
        """Add another day's totals in the form of `asdict`."""
        self.runs += document["runs"]
        self.fetched += document["fetched"]
        for each in fields(self):
            if each.name not in {"runs", "fetched"}:
                _plus(getattr(self, each.name), document[each.name])

    def as_document(self) -> dict[str, Any]:
        return asdict(self)


def day_of(execution: Mapping[str, Any]) -> DayKey | None:
    """The day on which it ended, in the zone that its run was resolved with, else in UTC.

    None for what belongs to no day: dry runs, requests that joined another one, and what still runs.
    """
    request, canceled, settings = (execution.get(name) or {} for name in ("request", "canceled", "settings"))
    if execution["ended_at"] is None or request.get("dry_run") or canceled.get("superseded_by"):
        return None
    name = zone_name(settings.get("time_zone"))
    return DayKey(execution["tenant"], name, execution["ended_at"].astimezone(_zone(name)).date())


def zone_name(name: object) -> str:
    """The zone if there is one of that name, else UTC."""
    try:
        return ZoneInfo(str(name)).key if name else UNKNOWN_ZONE
    except (ValueError, OSError, KeyError):  # all that a name which is no zone's can lead to
        return UNKNOWN_ZONE


def _zone(name: str | None) -> tzinfo:
    return UTC if name is None else ZoneInfo(name)


def _plus(counts: dict[str, int], more: Mapping[str, int]) -> None:
    for name, number in more.items():
        counts[name] = counts.get(name, 0) + number
