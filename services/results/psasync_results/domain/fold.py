"""Folding the events of one execution into its state.

The watermark `last_seq` decides alone: what is at or below it has been counted, what is right above it counts now,
and what lies further up waits for what is missing. So any repetition, any cut of the stream into batches and any
number of replicas lead to the same state.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from psasync.contracts.events.plain_record import PlainRecord
from psasync.contracts.events.records import (
    ExecutionEnded,
    ExecutionLog,
    ExecutionProgress,
    ExecutionStarted,
    RecordsEvent,
    instant_of,
)
from psasync.contracts.events.requested import DEFAULT_DEADLINE
from psasync.contracts.vocabulary import Status
from psasync_results.domain.announcing import Announcement, announce
from psasync_results.domain.ending import end_as_told
from psasync_results.domain.execution import (
    MAX_ATTEMPTS,
    MAX_UNREADABLE,
    Attempt,
    EntityProgress,
    Execution,
    Gap,
)
from psasync_results.domain.pace import marked, treated
from psasync_results.domain.record import AnyRecord, is_record
from psasync_results.domain.request import take_over
from psasync_results.domain.status import Signal, next_status


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An event whose envelope could be read and whose content could not: its place in the sequence is taken."""

    execution: str
    tenant: str
    sync: str
    seq: int
    fence: int
    at: int
    traceparent: str | None = None


StreamEvent = RecordsEvent | PlainRecord | Unreadable


@dataclass(frozen=True, slots=True)
class Folded:
    """What a run of events makes of a state."""

    state: Execution
    applied: Sequence[StreamEvent]  # the events that count now, in order, each once
    announcements: Sequence[Announcement]  # owed to other systems, in order
    gap: bool  # events are missing: nothing behind them was applied, and they must be read again

    def followed_by(self, further: "Folded") -> "Folded":
        """Both as one; `further` was folded upon this one's state. A gap in either makes the whole one of doubt."""
        return Folded(
            further.state,
            (*self.applied, *further.applied),
            (*self.announcements, *further.announcements),
            gap=self.gap or further.gap,
        )


def fold(before: Execution, events: Sequence[StreamEvent]) -> Folded:
    """Apply `events`, which are in the order of the log, to a copy of `before`.

    An execution that has ended takes nothing more: its events are settled, also when results ended it itself.
    """
    if before.ended:
        return Folded(before, (), (), gap=False)
    state = before.copy()
    applied: list[StreamEvent] = []
    announcements: list[Announcement] = []
    furthest: StreamEvent | None = None
    index = 0
    while index < len(events):
        if run := _run_of_plain_records(state, events, index):
            _count_run(state, run)
            applied += run
            index += len(run)
            continue
        event = events[index]
        index += 1
        if event.seq > state.last_seq + 1:
            furthest = event if furthest is None or event.seq < furthest.seq else furthest
            continue
        if event.seq <= state.last_seq or state.ended:
            continue
        _apply(state, event)
        applied.append(event)
        if state.status is not state.announced and (announcement := _announce(state, event)):
            announcements.append(announcement)
    _hear(state, applied)
    missing = furthest if furthest is not None and furthest.seq > state.last_seq and not state.ended else None
    _mark(state, missing)
    return Folded(state, applied, announcements, gap=missing is not None)


def _announce(state: Execution, event: StreamEvent) -> Announcement | None:
    return announce(state, instant_of(event.at), event.traceparent)


def _apply(state: Execution, event: StreamEvent) -> None:
    state.last_seq = event.seq
    if is_record(event):
        _count(state, event)
    elif isinstance(event, ExecutionProgress):
        _progress(state, event)
    elif isinstance(event, ExecutionStarted):
        _start(state, event)
    elif isinstance(event, ExecutionEnded):
        end_as_told(state, event)
    elif isinstance(event, ExecutionLog):
        state.logged += 1
        _signal(state, event, Signal.NOTED)
    elif isinstance(event, Unreadable):
        state.unreadable = (*state.unreadable, event.seq)[:MAX_UNREADABLE]
        _signal(state, event, Signal.NOTED)


def _run_of_plain_records(state: Execution, events: Sequence[StreamEvent], first: int) -> Sequence[PlainRecord]:
    """Those from `first` on that do nothing but count: each right above the one before, in a run that is under way."""
    if state.status is not Status.IN_PROGRESS or state.announced is not state.status:
        return ()
    run: list[PlainRecord] = []
    expected = state.last_seq
    for event in islice(events, first, None):
        expected += 1
        if type(event) is not PlainRecord or event.seq != expected:
            break
        run.append(event)
    return run


def _count_run(state: Execution, run: Sequence[PlainRecord]) -> None:
    """As `_count` does one by one. Enums are told by their `_value_`: `value` and hashing them are calls in Python."""
    for (entity, outcome), number in Counter((event.entity._value_, event.outcome._value_) for event in run).items():
        of_entity = state.counts.setdefault(entity, {})
        of_entity[outcome] = of_entity.get(outcome, 0) + number
    firsts = {event.entity._value_: event.seq for event in reversed(run)}
    for entity, last in {event.entity._value_: event.seq for event in run}.items():
        span = state.spans.get(entity)
        state.spans[entity] = (span[0] if span else firsts[entity], last)
    state.last_seq = run[-1].seq


def _count(state: Execution, event: AnyRecord) -> None:
    entity, outcome = event.entity.value, event.outcome.value
    of_entity = state.counts.setdefault(entity, {})
    of_entity[outcome] = of_entity.get(outcome, 0) + 1
    span = state.spans.get(entity)
    state.spans[entity] = (span[0] if span else event.seq, event.seq)
    if event.issues:
        for code in {issue.code.value for issue in event.issues}:
            state.codes[code] = state.codes.get(code, 0) + 1
            codes = state.coded.setdefault(entity, {}).setdefault(outcome, {})
            codes[code] = codes.get(code, 0) + 1
    if state.status is not Status.IN_PROGRESS:
        _signal(state, event, Signal.WORKED)


def _start(state: Execution, event: ExecutionStarted) -> None:
    take_over(state, event.tenant, event.sync, event.request, event.requested_at)
    state.spoken = True
    state.started_at = state.started_at or instant_of(event.at)
    state.settings = dict(event.settings)
    _signal(state, event, Signal.WORKED)
    _attempt(state, event.attempt, event.executor, event)


def _progress(state: Execution, event: ExecutionProgress) -> None:
    _signal(state, event, Signal.WORKED)
    _attempt(state, event.attempt, event.executor, event)
    state.waiting_until = event.waiting_until
    state.waiting_reason = event.waiting_reason
    if event.entity is None:
        return
    entity = event.entity.value
    known = state.progress.get(entity, EntityProgress(0, done=False))
    state.progress[entity] = EntityProgress(max(known.pages, event.page or 0), known.done or event.entity_done)
    state.current_entity = None if event.entity_done else entity


def _attempt(state: Execution, number: int, executor: str, event: ExecutionStarted | ExecutionProgress) -> None:
    at = instant_of(event.at)
    waiting = event.waiting_reason if isinstance(event, ExecutionProgress) else None
    if state.attempts and state.attempts[-1].number == number:
        state.attempts = (*state.attempts[:-1], replace(state.attempts[-1], last_at=at, waiting=waiting))
    else:
        turn = Attempt(number, executor, event.fence, started_at=at, last_at=at, waiting=waiting)
        state.attempts = (*state.attempts, turn)[-MAX_ATTEMPTS:]
        state.pace = ()  # of one executor's clock only
    state.pace = marked(state.pace, at, treated(state))


def _signal(state: Execution, event: StreamEvent, signal: Signal) -> None:
    if state.tenant is None or state.sync is None:
        _introduce(state, event, instant_of(event.at))
    state.status = next_status(state.status, signal)


def _hear(state: Execution, applied: Sequence[StreamEvent]) -> None:
    """Once per run of events: what only the last of them decides."""
    if applied:
        state.heard_at = instant_of(applied[-1].at)
        state.fence = max(state.fence, *(event.fence for event in applied))
        traces = (event.traceparent for event in reversed(applied) if event.traceparent)
        state.traceparent = next(traces, state.traceparent)


def _introduce(state: Execution, event: StreamEvent, at: datetime) -> None:
    """An executor speaks of an execution whose request has not been seen yet."""
    state.tenant = event.tenant
    state.sync = event.sync
    state.requested_at = at
    state.deadline = at + DEFAULT_DEADLINE


def _mark(state: Execution, missing: StreamEvent | None) -> None:
    if missing is None:
        state.gap = None
        return
    expected = state.last_seq + 1
    at = instant_of(missing.at)
    if state.gap is None or (state.gap.expected, state.gap.found) != (expected, missing.seq):
        state.gap = Gap(expected, missing.seq, at)
    if state.tenant is None or state.sync is None:
        _introduce(state, missing, at)
    state.status = next_status(state.status, Signal.WORKED)
