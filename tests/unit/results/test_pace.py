from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.events.records import ExecutionStarted
from psasync.contracts.vocabulary import Entity, Outcome, Status
from psasync_results.api import views
from psasync_results.domain.cards import CardRun
from psasync_results.domain.execution import Execution, Mark
from psasync_results.domain.fold import fold
from psasync_results.domain.pace import MARK_EVERY, MARKS, left, marked, pace
from psasync_results.store.executions import Stored
from tests.unit.results.streams import EXECUTION, Stream

START = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
MOMENTS = st.integers(-(10**6), 10**6).map(lambda seconds: START + timedelta(seconds=seconds))
PLAN = {"plan": [{"entity": "company", "reading": "full"}, {"entity": "contact", "reading": "since"}]}


def earlier(**counts: int) -> CardRun:
    return CardRun(
        "before",
        1,
        "finished",
        "success",
        START,
        START,
        0,
        counts={entity: {"unchanged": number} for entity, number in counts.items()},
        completed=list(counts),
        readings={"company": "full", "contact": "since"},
    )


def state(seconds: float, companies: int, *, done: bool = False, **fields: Any) -> Execution:
    """A run that has treated so many companies after so many seconds."""
    stream = Stream().started()
    for _ in range(companies):
        stream.record(Outcome.UNCHANGED)
    stream.progress(done=done)
    started = stream.events[0]
    assert isinstance(started, ExecutionStarted)
    stream.events[0] = started.model_copy(update={"settings": PLAN})
    folded = fold(Execution(EXECUTION), stream.events).state
    assert folded.started_at is not None
    heard = {"heard_at": folded.started_at + timedelta(seconds=seconds), "pace": ()}
    return replace(folded, **(heard | fields))


@given(st.lists(st.tuples(MOMENTS, st.integers(0, 10**6)), max_size=40))
def test_marks_are_few_and_in_order_whatever_the_clock_does(reports: list[tuple[datetime, int]]) -> None:
    marks: tuple[Mark, ...] = ()
    for at, number in reports:
        marks = marked(marks, at, number)
    assert len(marks) <= MARKS
    assert all(later.at - sooner.at >= MARK_EVERY for sooner, later in pairwise(marks))


@given(MOMENTS, MOMENTS, MOMENTS, st.none() | MOMENTS, st.lists(st.tuples(MOMENTS, st.integers(0, 99)), max_size=4))
def test_no_clock_makes_anything_negative(
    started: datetime, heard: datetime, now: datetime, waiting: datetime | None, marks: list[tuple[datetime, int]]
) -> None:
    run = state(1, 3, started_at=started, heard_at=heard, waiting_until=waiting, pace=tuple(Mark(*m) for m in marks))
    found = pace(run, [earlier(company=50, contact=5)], now)
    assert all(rate is None or rate >= 0 for rate in (found.overall, found.recent))
    assert found.estimated_end is None or found.estimated_end >= now
    ended = replace(run, status=Status.FINISHED, ended_at=heard)
    assert ended.duration is not None
    assert ended.duration >= timedelta()
    assert pace(ended, [earlier(company=50, contact=5)], now).estimated_end is None


def test_the_end_follows_from_what_an_earlier_run_had() -> None:
    found = pace(state(10, 20), [earlier(company=100, contact=20)], START)
    assert (found.overall, found.recent, found.treated) == (2.0, None, 20)
    assert found.expected == {"company": 100, "contact": 20}
    assert found.estimated_end == START + timedelta(seconds=50)  # 80 companies and 20 contacts at 2 per second
    recent = (Mark(START, 10), Mark(START + timedelta(seconds=5), 60))
    assert pace(state(10, 20, pace=recent), [earlier(company=100, contact=20)], START).estimated_end == (
        START + timedelta(seconds=10)
    )
    waits = START + timedelta(hours=1)
    parked = pace(state(10, 20, waiting_until=waits), [earlier(company=100, contact=20)], START)
    assert parked.estimated_end == waits + timedelta(seconds=50)


def test_what_cannot_be_told_is_not_told() -> None:
    run = state(10, 20)
    assert pace(run, [], START).estimated_end is None
    assert pace(run, [earlier(company=100)], START).estimated_end is None  # nothing is known of contacts
    assert pace(state(10, 20, done=True), [earlier(contact=5)], START).estimated_end is not None
    other = replace(earlier(company=100, contact=20), readings={"company": "since", "contact": "since"})
    assert pace(run, [other], START).expected == {"contact": 20}
    assert pace(replace(run, settings={"plan": []}), [earlier(company=9)], START).estimated_end is None
    assert pace(state(1e9, 1), [earlier(company=100, contact=20)], START).estimated_end is None


def test_more_than_expected_leaves_nothing_below_zero() -> None:
    assert left(state(10, 20), {"company": 5, "contact": 7}) == 7


def test_a_takeover_begins_a_new_clock() -> None:
    stream = Stream().started().record(Outcome.CREATED).progress().taken_over().record(Outcome.CREATED, Entity.ASSET)
    folded = fold(Execution(EXECUTION), stream.events).state
    assert [mark.treated for mark in folded.pace] == [1]
    shown = views.detail(Stored(folded, 1), START)
    assert shown.pace.treated == 2
    assert shown.pace.overall is not None
