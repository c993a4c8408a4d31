"""How fast a run goes, and when it may end.

Rates compare moments of one executor's clock with each other, never with ours. What they say is an estimate: nobody
knows how many records a PSA will give.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psasync.contracts.vocabulary import Status
from psasync_results.domain.cards import CardRun, readings
from psasync_results.domain.counts import fetched
from psasync_results.domain.execution import Execution, Mark

MARK_EVERY = timedelta(seconds=5)
MARKS = 13
"""So the recent rate is that of a minute at least, once a run is that old."""

LONGEST_ESTIMATE = timedelta(days=7)
"""What would take longer is not estimated: its rate is that of a run that stands."""

_COMPARABLE = frozenset({"full", "since"})


@dataclass(frozen=True, slots=True)
class Pace:
    treated: int
    overall: float | None  # records per second from start to the last sign of life
    recent: float | None  # of the last minute or so; None until there are two marks
    expected: Mapping[str, int]  # entity -> records, by a run that read it in the same way
    estimated_end: datetime | None


def marked(marks: Sequence[Mark], at: datetime, number: int) -> tuple[Mark, ...]:
    """A new mark, unless the last one is younger than `MARK_EVERY` or seems to lie ahead."""
    if marks and at - marks[-1].at < MARK_EVERY:
        return tuple(marks)
    return (*marks, Mark(at, number))[-MARKS:]


def treated(state: Execution) -> int:
    return sum(fetched(of_entity) for of_entity in state.counts.values())


def pace(state: Execution, runs: Sequence[CardRun], now: datetime) -> Pace:
    """`runs`: default runs of the same sync, the newest first."""
    expected = expected_counts(state, runs)
    recent = _recent(state.pace)
    overall = _overall(state)
    end = _estimated_end(state, expected, recent or overall, now) if state.status is Status.IN_PROGRESS else None
    return Pace(treated(state), overall, recent, expected, end)


def expected_counts(state: Execution, runs: Sequence[CardRun]) -> dict[str, int]:
    """Records by entity, as the last run had that read it in the same way and to its end.

    A run for a period or for single records is like no other.
    """
    found: dict[str, int] = {}
    for entity, reading in readings(state.settings).items():
        twins = (run for run in runs if entity in run.completed and run.readings.get(entity) == reading)
        twin = next(twins, None) if reading in _COMPARABLE else None
        if twin is not None and twin.execution != state.id:
            found[entity] = fetched(twin.counts.get(entity, {}))
    return found


def left(state: Execution, expected: Mapping[str, int]) -> int | None:
    """Records still to come; None if nothing is known of an entity that has not been read to its end."""
    total = 0
    for entity in readings(state.settings):
        progress = state.progress.get(entity)
        if progress is not None and progress.done:
            continue
        if entity not in expected:
            return None
        total += max(0, expected[entity] - fetched(state.counts.get(entity, {})))
    return total


def _estimated_end(state: Execution, expected: Mapping[str, int], rate: float | None, now: datetime) -> datetime | None:
    """None while it cannot be told; never in the past."""
    number = left(state, expected)
    if not number or not rate:
        return None
    seconds = number / rate
    if seconds > LONGEST_ESTIMATE.total_seconds():
        return None
    return max(now, state.waiting_until or now) + timedelta(seconds=seconds)


def _recent(marks: Sequence[Mark]) -> float | None:
    return _rate(marks[-1].treated - marks[0].treated, marks[-1].at - marks[0].at) if len(marks) > 1 else None


def _overall(state: Execution) -> float | None:
    until = state.ended_at or state.heard_at
    if state.started_at is None or until is None:
        return None
    return _rate(treated(state), until - state.started_at)


def _rate(number: int, took: timedelta) -> float | None:
    """Records per second; None where clocks say that it took no time, or less."""
    return max(0, number) / took.total_seconds() if took > timedelta() else None
