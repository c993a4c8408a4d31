"""Cards as they are shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from psasync.contracts.vocabulary import MISSING_OUTCOMES, Entity, HistoryOutcome, Outcome, Status
from psasync_results.api.schemas import SHOWN
from psasync_results.domain.cards import Card, CardRun
from psasync_results.domain.counts import fetched
from psasync_results.store.open_issues import COUNTED

_CHANGES = (Outcome.CREATED, Outcome.UPDATED, Outcome.DELETED)


class CorrectSyncView(BaseModel):
    execution: str
    at: datetime


class LatestRunView(BaseModel):
    """The latest default run that has ended, whatever became of it."""

    execution: str
    status: Status
    status_text: str
    outcome: HistoryOutcome | None
    ended_at: datetime
    duration_ms: int | None
    complete: bool = Field(description="The entity was read to its end.")
    counts: dict[Outcome, int]


class TrendPointView(BaseModel):
    """One of the last default runs, in the numbers of a small chart."""

    execution: str
    ended_at: datetime
    outcome: HistoryOutcome | None
    fetched: int
    changed: int = Field(description="Created, updated or deleted.")
    problems: int = Field(description="Rejected or failed.")


class EntityCardView(BaseModel):
    entity: Entity
    last_correct: CorrectSyncView | None = Field(
        description="The last default run that read the entity to its end with no record of it rejected or failed."
    )
    latest: LatestRunView | None
    trend: list[TrendPointView] = Field(description="The last runs, oldest first.")
    open_issues: int = Field(description=f"{COUNTED} stands for that many and more.")


class CardView(BaseModel):
    """The cards of one sync. Only default runs feed them."""

    sync: str
    running: str | None = Field(description="The execution that runs now, of whatever kind.")
    entities: list[EntityCardView]


def card_view(card: Card, running: str | None, open_issues: Mapping[tuple[str, str], int]) -> CardView:
    entities = [_entity(card, entity, open_issues.get((card.sync, entity), 0)) for entity in card.entities]
    return CardView(sync=card.sync, running=running, entities=entities)


def _entity(card: Card, entity: str, open_issues: int) -> EntityCardView:
    correct, latest = card.correct.get(entity), card.latest(entity)
    return EntityCardView(
        entity=Entity(entity),
        last_correct=CorrectSyncView(execution=correct.execution, at=correct.at) if correct else None,
        latest=_latest(latest, entity) if latest else None,
        trend=[_point(run, entity) for run in reversed(card.runs)],
        open_issues=open_issues,
    )


def _latest(run: CardRun, entity: str) -> LatestRunView:
    status = Status(run.status)
    return LatestRunView(
        execution=run.execution,
        status=status,
        status_text=SHOWN[status],
        outcome=_outcome(run),
        ended_at=run.ended_at,
        duration_ms=run.duration_ms,
        complete=entity in run.completed,
        counts={Outcome(outcome): number for outcome, number in run.counts.get(entity, {}).items()},
    )


def _point(run: CardRun, entity: str) -> TrendPointView:
    counts = run.counts.get(entity, {})
    return TrendPointView(
        execution=run.execution,
        ended_at=run.ended_at,
        outcome=_outcome(run),
        fetched=fetched(counts),
        changed=_sum(counts, _CHANGES),
        problems=_sum(counts, tuple(MISSING_OUTCOMES)),
    )


def _outcome(run: CardRun) -> HistoryOutcome | None:
    return HistoryOutcome(run.outcome) if run.outcome else None


def _sum(counts: Mapping[str, int], outcomes: Sequence[Outcome]) -> int:
    return sum(counts.get(outcome, 0) for outcome in outcomes)
