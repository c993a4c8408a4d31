"""Where a run stands after a page."""

from collections.abc import Iterable
from datetime import timedelta

from psasync.contracts.vocabulary import Outcome
from psasync_executor.domain.cursors import EntityCursor, moved
from psasync_executor.domain.job import Position, Track
from psasync_executor.domain.outbox import Effects
from psasync_executor.domain.plan import Reading, RunPlan
from psasync_executor.domain.totals import added
from psasync_executor.run.reader import ReadPage


def position_after(before: Position, plan: RunPlan, page: ReadPage, outcomes: Iterable[Outcome]) -> Position:
    """The position from which the run goes on."""
    entity, index = page.step.entity, page.index
    tracks = {step: track for step, track in before.tracks.items() if step != index}
    changes = {
        "totals": added(before.totals, entity, outcomes),
        "pages": {**before.pages, entity: before.pages.get(entity, 0) + 1},
        "unclean": before.unclean if page.clean else before.unclean | {entity},
        "tracks": tracks,
    }
    if page.next is not None:
        tracks[index] = Track(cursor=page.next, read_from=page.read_from)
    else:
        changes["over"] = before.over | {index}
        if plan.ends_entity(index):
            changes["completed"] = (*before.completed, entity)
    return before.model_copy(update=changes)


def effects_of(plan: RunPlan, page: ReadPage, number: int, overlap: timedelta) -> Effects:
    """`number` counts the entity's pages from 1."""
    cursor = _cursor_after(plan, page, overlap)
    entity = page.step.entity
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
