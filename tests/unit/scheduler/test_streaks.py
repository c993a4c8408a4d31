"""Failures in a row: whatever the order and number of times in which ends are told."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from psasync.contracts.events.records import Cancellation, RunError
from psasync.contracts.events.status import StatusChanged
from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import ErrorKind, Mode, Status, Trigger
from psasync_scheduler.domain.streaks import HIGHEST_LIMIT, AutoPause, Failure, Streak, is_good

DAY = datetime(2026, 6, 1, tzinfo=UTC)


def failure(number: int, kind: ErrorKind = ErrorKind.CONNECTIVITY) -> Failure:
    return Failure(execution=f"e{number}", at=DAY + timedelta(hours=number), kind=kind, message="no answer")


def event(status: Status, **more) -> StatusChanged:
    return StatusChanged(
        execution="e", tenant="t", sync="s", status=status, at=DAY, trigger=Trigger.NIGHTLY, mode=Mode.MISSING, **more
    )


def test_only_errors_are_failures_and_only_ends_are_good():
    error = RunError(kind=ErrorKind.AUTHENTICATION, code=IssueCode.CREDENTIALS_REFUSED, message="refused")
    assert Failure.of(event(Status.ERROR, error=error)) is not None
    for status in (Status.QUEUED, Status.IN_PROGRESS, Status.FINISHED, Status.FINISHED_WITH_WARNINGS):
        assert Failure.of(event(status)) is None
    canceled = event(Status.CANCELED, canceled=Cancellation(by="someone"))
    assert Failure.of(canceled) is None
    assert not is_good(canceled)
    assert [status for status in Status if is_good(event(status))] == [Status.FINISHED, Status.FINISHED_WITH_WARNINGS]


def test_a_failure_that_is_told_again_changes_nothing():
    streak = Streak().with_failure(failure(1))
    assert streak.with_failure(failure(1)) is streak
    assert streak.with_failure(failure(1).model_copy(update={"at": DAY + timedelta(days=9)})) is streak


def test_what_comes_late_from_before_a_good_run_does_not_count():
    streak = Streak(good_at=DAY + timedelta(hours=5))
    assert streak.with_failure(failure(5)) is streak
    assert [each.execution for each in streak.with_failure(failure(6)).since(None)] == ["e6"]


def test_a_resume_begins_anew():
    streak = Streak().with_failure(failure(1)).with_failure(failure(2))
    assert [each.execution for each in streak.since(DAY + timedelta(hours=1))] == ["e2"]


@settings(deadline=None)
@given(st.lists(st.booleans(), max_size=30), st.integers())
def test_the_order_of_telling_does_not_matter(runs, seed):
    """Runs by their time: True is a good one. Told in any order, some of them twice."""
    chance = random.Random(seed)
    told = [number for number in range(len(runs)) for _ in range(chance.randint(1, 2))]
    chance.shuffle(told)
    streak = Streak()
    for number in told:
        if runs[number]:
            at = failure(number).at
            streak = streak.model_copy(update={"good_at": max(streak.good_at or at, at)})
        else:
            streak = streak.with_failure(failure(number))
    in_a_row = len(runs) - max((number + 1 for number, good in enumerate(runs) if good), default=0)
    assert [each.execution for each in streak.since(None)] == [
        f"e{number}" for number in range(len(runs) - in_a_row, len(runs))
    ]


def test_a_streak_has_a_bound():
    streak = Streak()
    for number in range(HIGHEST_LIMIT + 20):
        streak = streak.with_failure(failure(number))
    assert len(streak.failures) == HIGHEST_LIMIT
    assert streak.failures[-1].execution == f"e{HIGHEST_LIMIT + 19}"


def test_the_reason_names_the_last_one():
    pause = AutoPause.after((failure(1), failure(2, ErrorKind.AUTHENTICATION)), DAY)
    assert pause.reason == "2 executions in a row ended in error, the last one of kind authentication"
    assert (pause.paused_by, pause.execution, pause.message) == ("auto", "e2", "no answer")
