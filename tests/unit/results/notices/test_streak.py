"""Who is told of failures in a row, and when it is said that they are over."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.notifications import NotificationChoices
from psasync_results.notices.domain.causes import NoticeKind
from psasync_results.notices.domain.ends import End
from psasync_results.notices.domain.streak import Streak, after
from tests.unit.results.notices.ends import TOLD, end, histories


def told(ends: Iterable[End], choices: NotificationChoices = TOLD) -> list[tuple[str, str]]:
    streak = Streak()
    for each in ends:
        streak = after(streak, each, choices)
    return [(owed.kind.value, owed.execution) for owed in streak.owed]


def expected(history: Iterable[End]) -> list[tuple[str, str]]:
    """The rule in one line each: a change of fate is told, beginning from well."""
    found, well = [], True
    for each in history:
        if each.failed == well:
            found.append(("failure" if each.failed else "recovery", each.execution))
            well = not each.failed
    return found


def test_the_first_failure_and_the_recovery_nothing_in_between() -> None:
    run = [end(1, failed=False), end(2, failed=True), end(3, failed=True), end(4, failed=False), end(5, failed=False)]
    assert told(run) == [("failure", "e2"), ("recovery", "e4")]


def test_a_recovery_names_the_failure_that_was_told() -> None:
    streak = Streak()
    for each in (end(1, failed=True), end(2, failed=True), end(3, failed=False)):
        streak = after(streak, each, TOLD)
    recovery = streak.owed[-1]
    assert (recovery.kind, recovery.failed_execution) == (NoticeKind.RECOVERY, "e1")
    assert recovery.failing_since == end(1, failed=True).at


def test_a_late_end_of_an_older_execution_says_nothing() -> None:
    assert told([end(5, failed=True), end(4, failed=False)]) == [("failure", "e5")]
    assert told([end(5, failed=False), end(4, failed=True)]) == []


def test_fences_order_executions_whatever_their_clocks_say() -> None:
    newer = End("newer", 8, end(1, failed=True).at, failed=True, forced=False)
    older_with_a_fast_clock = End("older", 7, end(9, failed=False).at, failed=False, forced=False)
    assert told([newer, older_with_a_fast_clock]) == [("failure", "newer")]


def test_one_that_nobody_claimed_is_placed_by_its_time() -> None:
    unclaimed = end(5, failed=True, claimed=False)
    assert told([end(3, failed=False), unclaimed, end(4, failed=False), end(6, failed=False)]) == [
        ("failure", "e5"),
        ("recovery", "e6"),
    ]


def test_forced_runs_count_only_if_asked_for() -> None:
    history = [end(1, failed=True, forced=True), end(2, failed=True), end(3, failed=False, forced=True)]
    assert told(history) == [("failure", "e2")]
    with_forced = TOLD.model_copy(update={"forced_runs": True})
    assert told(history, with_forced) == [("failure", "e1"), ("recovery", "e3")]


def test_a_failure_that_nobody_wanted_to_know_has_no_recovery() -> None:
    silent = TOLD.model_copy(update={"failure": False})
    assert told([end(1, failed=True), end(2, failed=False)], silent) == []


def test_whoever_begins_to_ask_within_a_row_is_told_of_its_next_failure() -> None:
    silent = TOLD.model_copy(update={"failure": False})
    streak = after(Streak(), end(1, failed=True), silent)
    streak = after(streak, end(2, failed=True), TOLD)
    assert [(owed.execution, owed.failing_since) for owed in streak.owed] == [("e2", end(1, failed=True).at)]


def test_a_failure_that_reached_nobody_is_told_as_soon_as_there_is_somebody() -> None:
    streak = after(Streak(), end(1, failed=True), NotificationChoices())
    streak = after(streak, end(2, failed=True), TOLD)
    assert [owed.execution for owed in streak.owed] == ["e2"]


@given(histories())
def test_in_order_each_change_of_fate_is_told_once(history: list[End]) -> None:
    counted = [each for each in history if not each.forced]
    assert told(history) == expected(counted)


@given(st.data(), histories())
def test_repetition_changes_nothing(data: st.DataObject, history: list[End]) -> None:
    repeated: list[End] = []
    for each in history:
        repeated.append(each)
        again = data.draw(st.lists(st.sampled_from(repeated), max_size=2))
        repeated += again
    assert told(repeated) == told(history)


@given(st.data(), histories())
def test_in_any_order_no_failure_is_called_over_by_an_older_execution(data: st.DataObject, history: list[End]) -> None:
    claimed = [each for each in history if each.fence and not each.forced]
    arriving = data.draw(st.permutations(claimed))
    number = {each.execution: each.fence for each in claimed}
    streak = Streak()
    for each in arriving:
        streak = after(streak, each, TOLD)
    kinds = [owed.kind for owed in streak.owed]
    places = [number[owed.execution] for owed in streak.owed]
    assert all(one is not two for one, two in itertools.pairwise(kinds)), "failure and recovery in turn"
    assert places == sorted(places), "what is told later happened later"
    if claimed:
        newest = max(claimed, key=lambda each: each.fence)
        assert (streak.failing is not None) == newest.failed
