"""Where a run stands after a page."""

from collections.abc import Iterable
from datetime import timedelta

from psasync.contracts.vocabulary import Entity, Outcome
from psasync_executor.domain.cursors import EntityCursor, moved
from psasync_executor.domain.job import Position
from psasync_executor.domain.outbox import Effects
from psasync_executor.domain.plan import Reading, RunPlan
from psasync_executor.domain.totals import added
from psasync_executor.run.reader import ReadPage


def position_after(before: Position, plan: RunPlan, page: ReadPage, outcomes: Iterable[Outcome]) -> Position:
    """The position from which the next page is read."""
    totals = added(before.totals, page.step.entity, outcomes)
    settled = before.page + 1
    if page.next is not None:
        return Position(
            step=page.index,
            cursor=page.next,
            page=settled,
            read_from=page.read_from,
            totals=totals,
            completed=before.completed,
        )
    done = plan.ends_entity(page.index)
    return Position(
        step=page.index + 1,
        page=0 if done else settled,
        totals=totals,
        completed=(*before.completed, page.step.entity) if done else before.completed,
    )


def effects_of(plan: RunPlan, page: ReadPage, number: int, overlap: timedelta) -> Effects:
    """`number` counts the entity's pages from 1."""
    cursor = _cursor_after(plan, page, overlap)
    entity: Entity = page.step.entity
    return Effects(
        writes_ledger=not plan.dry_run,
        seen_entity=entity,
        seen_page=number,
        cursor_entity=None if cursor is None else entity,
        cursor=cursor,
    )


def _cursor_after(plan: RunPlan, page: ReadPage, overlap: timedelta) -> EntityCursor | None:
    """The incremental cursor moves when a default run has read the entity to its end, and not before."""
    step = page.step
    if page.next is not None or not step.moves_cursor:
        return None
    before = step.cursor if step.reading is Reading.SINCE else None
    return moved(
        before=before,
        mapping=step.mapping,
        read_from=page.read_from,
        planned_at=plan.planned_at,
        overlap=overlap,
    )
