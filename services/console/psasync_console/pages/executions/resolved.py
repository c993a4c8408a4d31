"""What an execution was asked for, and what that resolved to when it began."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync_client.models.results import ExecutionView
from psasync_console.web.run_words import MODES, entities_in_words, period_in_words
from psasync_console.web.showing import ENTITIES, SYSTEMS, name_of, number, word

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PlanLine:
    entity: str
    reading: str
    since: datetime | None
    first: datetime | None
    until: datetime | None

    @property
    def dated(self) -> bool:
        return bool(self.since or self.first or self.until)


@dataclass(frozen=True, slots=True)
class SettingsPart:
    """What was asked for, and what it resolved to when it began."""

    asked: Sequence[Fact]
    deadline: datetime | None
    resolved: Sequence[Fact]
    plan: Sequence[PlanLine]
    connection: str
    connection_name: str


_READINGS = {
    "full": "Everything",
    "since": "What has changed since",
    "period": "What the date places in the period",
    "named": "The single records that were named",
    "missing": "What was refused or failed before",
}


def settings_part(run: ExecutionView, connections: Mapping[str, str]) -> SettingsPart:
    """`connections`: their names, of source and destination."""
    settings = run.settings
    source = str(settings.get("connection") or "")
    return SettingsPart(
        asked=_asked_facts(run),
        deadline=run.deadline,
        resolved=_resolved_facts(settings, connections),
        plan=plan_lines(settings),
        connection=source,
        connection_name=connections.get(source, source),
    )


def _asked_facts(run: ExecutionView) -> list[Fact]:
    request = run.request or {}
    return [
        ("What to import", MODES.get(word(run.mode), word(run.mode)) if run.mode else ""),
        ("Period", period_in_words(run.period.first, run.period.last) if run.period else "None: whatever its date"),
        ("Kinds of records", entities_in_words(run.entities) if run.entities else "All that the sync carries"),
        *([("Single records", number(run.record_count))] if run.record_count is not None else []),
        ("Dry run", "Yes: nothing was written" if run.dry_run else "No"),
        *([("Confirmed", "Imported data may be imported again")] if request.get("confirmed") else []),
        *([("Deletions", "More than the guard allows are meant")] if request.get("allow_deletions") else []),
    ]


def _resolved_facts(settings: Mapping[str, Any], connections: Mapping[str, str]) -> list[Fact]:
    if not settings:
        return []
    destination = str(settings.get("destination") or "")
    return [
        ("System", name_of(SYSTEMS, settings.get("system") or "")),
        (
            "Destination",
            "The platform's own records" if destination == "platform" else connections.get(destination, destination),
        ),
        ("Time zone", str(settings.get("time_zone") or "")),
        ("Version of the sync", str(settings.get("sync_version") or "")),
        ("Version of the connection", str(settings.get("connection_version") or "")),
    ]


def plan_lines(settings: Mapping[str, Any]) -> list[PlanLine]:
    """A line for each kind of record and what is read of it; what is looked for after a full read belongs to that."""
    steps: Sequence[Mapping[str, Any]] = settings.get("plan") or ()
    watched = {step.get("entity") for step in steps if step.get("reading") == "gone"}
    return [_plan_line(step, watched) for step in steps if step.get("reading") != "gone"]


def _plan_line(step: Mapping[str, Any], watched: Container[Any]) -> PlanLine:
    reading = str(step.get("reading"))
    text = _READINGS.get(reading, reading)
    if reading == "full" and step.get("entity") in watched:
        text = f"{text}, then what the source no longer has"
    if step.get("records"):
        text = f"{text} ({number(step['records'])})"
    return PlanLine(name_of(ENTITIES, step.get("entity")), text, _at(step, "since"), _at(step, "from"), _at(step, "to"))


def _at(step: Mapping[str, Any], name: str) -> datetime | None:
    text = step.get(name)
    return datetime.fromisoformat(text) if isinstance(text, str) else None
