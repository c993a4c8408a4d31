"""What a sync's cards show: its last default runs, and for each entity the last that was correct.

A card is the union of the runs that were added to it, cut to the newest. So runs may be added in any order, any number
of times and by any number of replicas: the card is the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from psasync.contracts.vocabulary import MISSING_OUTCOMES
from psasync_results.domain.counts import EntityCounts
from psasync_results.domain.request import is_default_run

TREND = 14
"""Runs that a card keeps."""


@dataclass(frozen=True, slots=True)
class CardRun:
    """A default run that has ended."""

    execution: str
    fence: int
    status: str
    outcome: str | None
    started_at: datetime | None
    ended_at: datetime
    duration_ms: int | None
    counts: EntityCounts = field(default_factory=dict)
    completed: Sequence[str] = ()  # entities that were read to their end
    readings: Mapping[str, str] = field(default_factory=dict)  # how each entity was read; empty if nobody began
    sound: bool = True  # what was announced and what arrived fit

    def correct(self, entity: str) -> bool:
        """Read to its end, and no record of it rejected or failed."""
        of_entity = self.counts.get(entity, {})
        return self.sound and entity in self.completed and not any(of_entity.get(each) for each in MISSING_OUTCOMES)


@dataclass(frozen=True, slots=True)
class CorrectSync:
    """The last correct sync of an entity."""

    execution: str
    fence: int  # orders the runs of a sync
    at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    tenant: str
    sync: str
    runs: tuple[CardRun, ...] = ()  # newest first
    correct: Mapping[str, CorrectSync] = field(default_factory=dict)  # by entity
    resolved: bool = False  # an executor has found the sync: it is not just a name in a request

    def latest(self, entity: str) -> CardRun | None:
        """The newest run that carried the entity, or that nobody began."""
        return next((run for run in self.runs if not run.readings or entity in run.readings), None)

    @property
    def entities(self) -> Sequence[str]:
        """What the sync carried when it was resolved last."""
        return next((list(run.readings) for run in self.runs if run.readings), list(self.correct))


def card_run(document: Mapping[str, Any]) -> CardRun | None:
    """What cards take from an execution's document; None if it is no default run, or joined another one."""
    superseded = (document["canceled"] or {}).get("superseded_by")
    if document["ended_at"] is None or superseded or not is_default_run(document["request"]):
        return None
    return CardRun(
        execution=document["_id"],
        fence=document["fence"],
        status=document["status"],
        outcome=document["outcome"],
        started_at=document["started_at"],
        ended_at=document["ended_at"],
        duration_ms=document["duration_ms"],
        counts=document["counts"],
        completed=document["completed_entities"],
        readings=readings(document["settings"]),
        sound=not document["differences"],
    )


def with_runs(card: Card, runs: Iterable[CardRun]) -> Card:
    for run in runs:
        card = _with_run(card, run)
    return card


def readings(settings: Mapping[str, Any]) -> dict[str, str]:
    """Entity -> how a run reads it, from its resolved settings; the first step of an entity is its main one."""
    found: dict[str, str] = {}
    for step in settings.get("plan", ()):
        found.setdefault(str(step["entity"]), str(step["reading"]))
    return found


def _with_run(card: Card, run: CardRun) -> Card:
    known = {each.execution: each for each in card.runs} | {run.execution: run}
    newest = sorted(known.values(), key=lambda each: (each.ended_at, each.execution), reverse=True)[:TREND]
    correct = dict(card.correct)
    for entity in run.completed:
        last = correct.get(entity)
        if run.correct(entity) and (last is None or last.fence < run.fence):
            correct[entity] = CorrectSync(run.execution, run.fence, run.ended_at)
    return replace(card, runs=tuple(newest), correct=correct, resolved=card.resolved or bool(run.readings))
