"""What the dialog that starts a sync shows: what it offers, what would happen, and what has been accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psasync_client.models.scheduler import Accepted, PreflightView, RunOptions, SyncView
from psasync_console.pages.executions.resolved import Fact, PlanLine, plan_lines
from psasync_console.pages.run_dialog.choices import Choices
from psasync_console.web.days import Calendar, imported_days
from psasync_console.web.run_words import MODES, entities_in_words, period_in_words
from psasync_console.web.showing import ENTITIES, name_of, number, word


@dataclass(frozen=True, slots=True)
class EntityChoice:
    entity: str
    name: str
    note: str  # what to know of it when a period is asked for
    ticked: bool


@dataclass(frozen=True, slots=True)
class Dialog:
    """What can be chosen. `gap`: why no period, or not for all, and whom to ask."""

    sync: str
    name: str
    tenant: str
    time_zone: str
    periods: bool
    gap: str
    blocked: Sequence[str]
    entities: Sequence[EntityChoice]
    destination: str
    guard_percent: int


def dialog(options: RunOptions, sync: SyncView, choices: Choices) -> Dialog:
    gap = " ".join(part for part in (options.period.reason, options.period.ask) if part)
    return Dialog(
        sync=sync.id,
        name=sync.name,
        tenant=sync.tenant,
        time_zone=options.time_zone,
        periods=options.period.offered,
        gap=gap,
        blocked=options.blocked,
        entities=[
            EntityChoice(
                word(each.entity), name_of(ENTITIES, each.entity), _note(each), word(each.entity) in choices.entities
            )
            for each in options.entities
        ],
        destination=options.destination.name,
        guard_percent=options.deletion_guard_percent,
    )


def carried(options: RunOptions) -> list[str]:
    return [word(each.entity) for each in options.entities]


def _note(option: Any) -> str:
    if not option.period:
        return "no period"
    by = f"by {option.business_date}" if option.business_date else "by its date"
    return f"{by}; everything is read for it" if option.filtered_here else by


@dataclass(frozen=True, slots=True)
class Review:
    """What would happen. `confirm`: it has to be confirmed; `days`: what is imported already, where that matters."""

    confirm: bool
    days: Calendar | None
    danger: str
    unknown: bool
    blocked: Sequence[str]
    warnings: Sequence[str]
    place: str
    plan: Sequence[PlanLine]


def review(found: PreflightView, choices: Choices, options: RunOptions) -> Review:
    days = None
    if choices.again and found.imported is not None:
        first, last = choices.days or (None, None)
        days = imported_days(found.imported.model_dump(mode="json"), first, last)
    return Review(
        confirm=choices.needs_confirmation,
        days=days,
        danger=_danger(options),
        unknown=choices.again and found.imported is None and not found.blocked,
        blocked=found.blocked,
        warnings=[text for text in found.warnings if text != options.destination.warning],
        place=_place(found),
        plan=plan_lines(found.plan or {}),
    )


def _danger(options: RunOptions) -> str:
    """What importing again can do to the destination, in plain words."""
    name = options.destination.name
    if options.destination.warning:
        return f"{options.destination.warning} Records may come twice in {name}."
    return (
        f"They are imported as if nothing had been imported before. {name[:1].upper()}{name[1:]} recognises records "
        "that it has and writes them again; those whose identity has changed meanwhile may come twice."
    )


def _place(found: PreflightView) -> str:
    if found.queue is None or found.blocked:
        return ""
    return "It starts at once." if found.queue.position == 1 else f"Its place in the queue is {found.queue.position}."


@dataclass(frozen=True, slots=True)
class Answer:
    """The request is stored, and runs whether or not somebody waits for it."""

    execution: str
    title: str
    place: str
    facts: Sequence[Fact]
    warnings: Sequence[str]


def answer(accepted: Accepted) -> Answer:
    title = "It joins a request that waits already" if accepted.joined else "It is queued"
    if accepted.queue_position is None:
        place = "Its place in the queue cannot be said at the moment."
    else:
        place = f"Its place in the queue, as estimated: {number(accepted.queue_position)}."
    return Answer(accepted.execution_id, title, place, _facts(accepted.settings), accepted.warnings)


def _facts(settings: Mapping[str, Any]) -> list[Fact]:
    period = settings.get("period")
    mode = settings.get("mode")
    return [
        ("What to import", MODES.get(str(mode), str(mode))),
        ("Period", _period(period) if period else "None: whatever its date"),
        ("Kinds of records", entities_in_words(settings.get("entities") or ())),
        ("Dry run", "Yes: nothing is written" if settings.get("dry_run") else "No"),
    ]


def _period(period: Mapping[str, Any]) -> str:
    return period_in_words(date.fromisoformat(period["first"]), date.fromisoformat(period["last"]))
