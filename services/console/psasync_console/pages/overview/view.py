"""What the overview shows, made of what the services answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from psasync_client.models.results import DayView, SummaryView
from psasync_client.models.scheduler import ConnectionView
from psasync_console.web.showing import ERROR_KINDS, name_of, number, word

RECORD_TONES = (
    ("created", "Created", "green"),
    ("updated", "Updated", "azure"),
    ("warning", "Warning", "yellow"),
    ("skipped", "Skipped", "orange"),
    ("rejected", "Refused", "red"),
    ("failed", "Failed", "pink"),
    ("deleted", "Deleted", "purple"),
)
OUTCOME_TONES = (
    ("success", "Success", "green"),
    ("no_change", "No change", "secondary"),
    ("warning", "Warning", "yellow"),
    ("failure", "Failure", "red"),
)
Series = tuple[str, str, list[int | None]]


@dataclass(frozen=True, slots=True)
class RunLine:
    """One execution, in words."""

    id: str
    sync: str
    sync_name: str
    tenant: str
    tenant_name: str
    status: str
    outcome: str | None
    trigger: str
    since: datetime
    fetched: int
    waits: str
    waits_until: datetime | None
    error: str
    hint: str
    problems: str  # refused and failed records, in words


@dataclass(frozen=True, slots=True)
class SystemHealth:
    """The connections to one PSA system."""

    system: str
    connections: int
    well: int
    failing: int
    unchecked: int
    paused: int
    first_fault: str
    first_failing: str  # id of a connection


@dataclass(frozen=True, slots=True)
class Charts:
    labels: list[str]
    runs: list[Series]
    records: list[Series]
    durations: list[Series]

    @property
    def empty(self) -> bool:
        return not any(value for series in self.runs for value in series[2])


def run_line(summary: SummaryView, syncs: Mapping[str, str], tenants: Mapping[str, str]) -> RunLine:
    waiting = summary.waiting
    return RunLine(
        id=summary.id,
        sync=summary.sync,
        sync_name=syncs.get(summary.sync, summary.sync),
        tenant=summary.tenant,
        tenant_name=tenants.get(summary.tenant, summary.tenant),
        status=word(summary.status),
        outcome=word(summary.outcome) if summary.outcome else None,
        trigger=word(summary.trigger) if summary.trigger else "",
        since=summary.ended_at or summary.started_at or summary.requested_at,
        fetched=summary.fetched,
        waits=(waiting.reason or "") if waiting else "",
        waits_until=waiting.until if waiting else None,
        error=summary.error.message if summary.error else "",
        hint=(summary.error.hint or "") if summary.error else "",
        problems=_problems(_texts(summary.totals)),
    )


def _problems(totals: Mapping[str, int]) -> str:
    counts = [(totals.get("rejected", 0), "refused"), (totals.get("failed", 0), "failed")]
    return ", ".join(f"{number(count)} {what}" for count, what in counts if count)


def system_health(connections: Iterable[ConnectionView]) -> list[SystemHealth]:
    """By system, those with faults first."""
    grouped: dict[str, list[ConnectionView]] = {}
    for connection in connections:
        if word(connection.state) != "archived":
            grouped.setdefault(word(connection.system), []).append(connection)
    found = [_health(system, members) for system, members in grouped.items()]
    return sorted(found, key=lambda each: (-each.failing, each.system))


def _health(system: str, members: Sequence[ConnectionView]) -> SystemHealth:
    failing = [each for each in members if each.last_check is not None and not each.last_check.ok]
    worst = failing[0] if failing else None
    return SystemHealth(
        system=system,
        connections=len(members),
        well=sum(each.last_check is not None and each.last_check.ok for each in members),
        failing=len(failing),
        unchecked=sum(each.last_check is None for each in members),
        paused=sum(word(each.state) == "paused" for each in members),
        first_fault=f"{worst.name}: {worst.last_check.message}" if worst and worst.last_check else "",
        first_failing=worst.id if worst else "",
    )


def failures_by_kind(summaries: Iterable[SummaryView]) -> list[tuple[str, int]]:
    """In words, the most frequent first."""
    kinds = Counter(word(each.error.kind) for each in summaries if each.error)
    return [(name_of(ERROR_KINDS, kind), count) for kind, count in kinds.most_common()]


def charts(days: Sequence[DayView], first: date, last: date) -> Charts:
    """Every day from first to last has a place, also one without runs."""
    by_day = {each.day: each for each in days}
    span = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    found = [by_day.get(each) for each in span]
    return Charts(
        labels=[f"{each.day} {each:%b}" for each in span],
        runs=_series(OUTCOME_TONES, [_texts(day.outcomes) if day else {} for day in found]),
        records=_series(RECORD_TONES, [_texts(day.records) if day else {} for day in found]),
        durations=[
            ("Half of the runs within", "azure", [_at(day, "p50") for day in found]),
            ("95 of 100 within", "purple", [_at(day, "p95") for day in found]),
        ],
    )


def _series(tones: Sequence[tuple[str, str, str]], days: Sequence[Mapping[str, int]]) -> list[Series]:
    """Only what occurs."""
    every = [(label, tone, [day.get(name, 0) for day in days]) for name, label, tone in tones]
    return [(label, tone, list(values)) for label, tone, values in every if any(values)]


def _texts(counts: Mapping[Any, int]) -> dict[str, int]:
    return {word(name): count for name, count in counts.items()}


def _at(day: DayView | None, which: str) -> int | None:
    if day is None or day.durations is None:
        return None
    value: int = getattr(day.durations, which)
    return value
