from __future__ import annotations

from datetime import timedelta

import pytest

from psasync.contracts.events.records import instant_of
from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, ErrorKind, HistoryOutcome, Outcome, Status
from psasync_results.domain.ending import end_overdue, overdue
from psasync_results.domain.execution import CancelAsked, Execution
from psasync_results.domain.fold import fold
from psasync_results.domain.request import fold_cancel, fold_request
from tests.unit.results.streams import EXECUTION, REQUEST, REQUESTED_AT, TENANT, Stream

MARGIN = timedelta(hours=1)


def folded(stream: Stream) -> Execution:
    return fold(Execution(EXECUTION), stream.events).state


class TestTold:
    @pytest.mark.parametrize(
        ("outcomes", "status", "outcome"),
        [
            ([], Status.FINISHED, HistoryOutcome.NO_CHANGE),
            ([Outcome.UNCHANGED], Status.FINISHED, HistoryOutcome.NO_CHANGE),
            ([Outcome.UNCHANGED, Outcome.CREATED], Status.FINISHED, HistoryOutcome.SUCCESS),
            ([Outcome.DELETED], Status.FINISHED, HistoryOutcome.SUCCESS),
            ([Outcome.WARNING, Outcome.CREATED], Status.FINISHED_WITH_WARNINGS, HistoryOutcome.WARNING),
            ([Outcome.SKIPPED], Status.FINISHED_WITH_WARNINGS, HistoryOutcome.WARNING),
            ([Outcome.WARNING, Outcome.REJECTED], Status.FINISHED_WITH_WARNINGS, HistoryOutcome.FAILURE),
            ([Outcome.FAILED], Status.FINISHED_WITH_WARNINGS, HistoryOutcome.FAILURE),
        ],
    )
    def test_completed(self, outcomes: list[Outcome], status: Status, outcome: HistoryOutcome) -> None:
        stream = Stream().started()
        for each in outcomes:
            stream.record(each)
        state = folded(stream.ended())
        assert (state.status, state.outcome, state.error) == (status, outcome, None)
        assert state.duration == instant_of(stream.events[-1].at) - instant_of(stream.events[0].at)

    def test_error(self) -> None:
        state = folded(Stream().started().ended("error"))
        assert (state.status, state.outcome) == (Status.ERROR, HistoryOutcome.FAILURE)
        assert state.error.kind is ErrorKind.AUTHENTICATION

    def test_canceled_has_no_history_outcome(self) -> None:
        state = folded(Stream().started().record(Outcome.REJECTED).ended("canceled"))
        assert (state.status, state.outcome) == (Status.CANCELED, None)
        assert state.canceled.by == "ann"

    def test_ended_before_it_was_started(self) -> None:
        state = folded(Stream().ended("error"))
        assert (state.status, state.started_at, state.duration) == (Status.ERROR, None, None)
        assert state.request["requested_by"] == "ann"

    def test_clocks_that_disagree_give_no_negative_duration(self) -> None:
        events = Stream().started().ended().events
        early = type(events[1]).model_validate(events[1].model_dump() | {"at": events[0].at - 60_000})
        state = fold(Execution(EXECUTION), [events[0], early]).state
        assert state.duration == timedelta(0)


class TestTotals:
    def test_more_announced_than_received(self) -> None:
        totals = {Entity.COMPANY: {Outcome.CREATED: 3}}
        stream = Stream().started().record(Outcome.CREATED)
        state = folded(stream.ended(totals=totals, fetched={Entity.COMPANY: 3}))
        assert (state.status, state.error.kind, state.error.code) == (
            Status.ERROR,
            ErrorKind.TECHNICAL,
            IssueCode.TOTALS_DIFFER,
        )
        assert "company created: announced 3, received 1" in state.error.message

    def test_fetched_that_nobody_reported(self) -> None:
        stream = Stream().started().record(Outcome.CREATED).record(Outcome.DELETED)
        state = folded(stream.ended(fetched={Entity.COMPANY: 2}))
        assert "company: fetched 2, reported 1" in state.error.message

    def test_zeros_are_no_difference(self) -> None:
        totals = {Entity.COMPANY: {Outcome.CREATED: 1, Outcome.FAILED: 0}, Entity.CONTACT: {}}
        stream = Stream().started().record(Outcome.CREATED)
        state = folded(stream.ended(totals=totals, fetched={Entity.COMPANY: 1, Entity.CONTACT: 0}))
        assert state.status is Status.FINISHED

    def test_an_error_stays_the_error_that_it_is(self) -> None:
        stream = Stream().started().record(Outcome.CREATED)
        state = folded(stream.ended("error", totals={}, fetched={}))
        assert state.error.code is IssueCode.CREDENTIALS_REFUSED
        assert state.differences


class TestOverdue:
    def queued(self) -> Execution:
        state = Execution(EXECUTION)
        fold_request(state, REQUEST, REQUESTED_AT)
        return state

    def test_only_a_margin_after_the_deadline(self) -> None:
        state = self.queued()
        deadline = REQUESTED_AT + timedelta(hours=24)
        assert state.deadline == deadline
        assert not overdue(state, deadline + MARGIN, MARGIN)
        assert overdue(state, deadline + MARGIN + timedelta(seconds=1), MARGIN)

    def test_the_deadline_of_the_request_counts(self) -> None:
        state = Execution(EXECUTION)
        early = REQUESTED_AT + timedelta(minutes=5)
        fold_request(state, REQUEST.model_copy(update={"deadline": early}), REQUESTED_AT)
        assert overdue(state, early + MARGIN * 2, MARGIN)

    def test_a_run_that_reports_or_waits_is_left_alone(self) -> None:
        state = folded(Stream().started())
        later = state.deadline + timedelta(hours=30)
        state.heard_at = later - timedelta(minutes=10)
        assert not overdue(state, later, MARGIN)
        state.heard_at, state.waiting_until = None, later + timedelta(minutes=1)
        assert not overdue(state, later, MARGIN)

    def test_it_ends_with_what_is_missing(self) -> None:
        state = self.queued()
        end_overdue(state, REQUESTED_AT + timedelta(hours=26))
        assert (state.status, state.error.code) == (Status.ERROR, IssueCode.DEADLINE_PASSED)
        assert "No executor took up the request by 2026-11-22 08:00:00 UTC" in state.error.message

    def test_a_run_with_a_gap_says_which_events_are_missing(self) -> None:
        events = Stream().started().record(Outcome.CREATED).record(Outcome.CREATED).events
        state = fold(Execution(EXECUTION), [events[0], events[2]]).state
        end_overdue(state, REQUESTED_AT + timedelta(hours=26))
        assert "Events 2 to 2 of the run never arrived" in state.error.message

    def test_an_ended_one_and_a_mere_cancel_are_never_overdue(self) -> None:
        never = REQUESTED_AT + timedelta(days=365)
        assert not overdue(folded(Stream().started().ended()), never, MARGIN)
        state = Execution(EXECUTION)
        fold_cancel(state, CancelAsked(TENANT, "ann", "", REQUESTED_AT))
        assert state.status is None
        assert not overdue(state, never, MARGIN)


class TestCancel:
    def test_the_first_wish_of_the_own_tenant_counts(self) -> None:
        state = Execution(EXECUTION)
        fold_request(state, REQUEST, REQUESTED_AT)
        fold_cancel(state, CancelAsked("stranger", "eve", "mischief", REQUESTED_AT))
        assert state.cancel_asked is None
        fold_cancel(state, CancelAsked(TENANT, "ann", "first", REQUESTED_AT))
        fold_cancel(state, CancelAsked(TENANT, "bob", "second", REQUESTED_AT))
        assert state.cancel_asked.reason == "first"
        assert state.status is Status.QUEUED
