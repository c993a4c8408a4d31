"""What the page of schedules shows: how the firings lie in time, what comes first, what is held back and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psasync_client.models.scheduler import (
    Firing,
    MissedOccurrence,
    PastOccurrence,
    Schedule,
    StretchView,
    SyncView,
    UpcomingSync,
)
from psasync_console.web.showing import SYSTEMS, name_of, word

TONES = {
    "connectwise": "blue",
    "autotask": "orange",
    "halopsa": "purple",
    "syncro": "green",
    "kaseya_bms": "pink",
    "http_source": "cyan",
}
_AROUND = 2  # empty stretches that are shown before the first and after the last


@dataclass(frozen=True, slots=True)
class Spread:
    """Bars of syncs over the hours to come."""

    begins: Sequence[datetime]
    series: Sequence[tuple[str, str, list[int | None]]]
    busiest: int
    busiest_at: datetime | None


@dataclass(frozen=True, slots=True)
class UpcomingLine:
    sync: str
    name: str
    tenant: str
    tenant_name: str
    system: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A sync that does not run by itself, and why."""

    sync: str
    name: str
    tenant: str
    tenant_name: str
    automatic: bool  # the platform has paused it
    reason: str
    failures: int
    execution: str | None  # the last of those that failed
    since: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class MissedLine:
    sync: str
    name: str
    tenant: str
    tenant_name: str
    count: int
    planned_for: datetime
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class NextFiring:
    at: datetime
    local: str  # wall time in the tenant's zone
    offset: str
    remark: str


def spread_of(stretches: Sequence[StretchView]) -> Spread:
    """From a little before the first firing to a little after the last."""
    busy = [place for place, stretch in enumerate(stretches) if stretch.syncs]
    if not busy:
        return Spread((), (), 0, None)
    shown = stretches[max(0, busy[0] - _AROUND) : busy[-1] + _AROUND + 1]
    systems = sorted({word(system) for stretch in shown for system in stretch.systems})
    counts = [{word(system): count for system, count in stretch.systems.items()} for stretch in shown]
    busiest = max(shown, key=lambda stretch: stretch.syncs)
    return Spread(
        begins=[stretch.begins for stretch in shown],
        series=[
            (name_of(SYSTEMS, system), TONES.get(system, "secondary"), [count.get(system, 0) for count in counts])
            for system in systems
        ],
        busiest=busiest.syncs,
        busiest_at=busiest.begins,
    )


def upcoming_line(sync: UpcomingSync, tenants: Mapping[str, str]) -> UpcomingLine:
    system = name_of(SYSTEMS, sync.system) if sync.system else ""
    return UpcomingLine(sync.sync, sync.name, sync.tenant, tenants.get(sync.tenant, sync.tenant), system, sync.at)


def held_line(sync: SyncView, tenants: Mapping[str, str]) -> HeldLine:
    automatic, paused = sync.auto_pause, sync.paused
    return HeldLine(
        sync=sync.id,
        name=sync.name,
        tenant=sync.tenant,
        tenant_name=tenants.get(sync.tenant, sync.tenant),
        automatic=automatic is not None,
        reason=automatic.message if automatic else paused.reason if paused else "",
        failures=automatic.failures if automatic else 0,
        execution=automatic.execution if automatic else None,
        since=automatic.at if automatic else paused.at if paused else None,
        by="" if automatic or not paused else paused.by,
    )


def missed_line(missed: MissedOccurrence, syncs: Mapping[str, str], tenants: Mapping[str, str]) -> MissedLine:
    return MissedLine(
        missed.sync,
        syncs.get(missed.sync, missed.sync),
        missed.tenant,
        tenants.get(missed.tenant, missed.tenant),
        missed.count,
        missed.planned_for,
        missed.at,
    )


def next_firing(firing: Firing) -> NextFiring:
    local = f"{firing.at:%a} {firing.at.day} {firing.at:%b, %H:%M}"
    return NextFiring(firing.at, local, firing.utc_offset, firing.remark or "")


def rule(schedule: Schedule | None) -> str:
    """In words."""
    if schedule is None:
        return "It has no schedule."
    when = f"Every day at {schedule.time}" if schedule.time else f"By the cron expression {schedule.cron}"
    spread = f", spread over {schedule.spread_minutes} minutes" if schedule.spread_minutes else ""
    return f"{when}{spread}{'' if schedule.enabled else '; switched off'}."


def past(occurrences: Sequence[PastOccurrence], most: int) -> list[PastOccurrence]:
    """The newest."""
    return sorted(occurrences, key=lambda each: each.planned_for, reverse=True)[:most]
