from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Entity, Outcome
from psasync_results.domain.issues import ALL_RECORDS, RecordKey, cleared, issue_id, may_close, seen, telling
from tests.unit.results.streams import SYNC, Stream

REQUIRED = Issue(code=IssueCode.FIELD_REQUIRED, message="first", field="name")


def test_of_several_with_one_code_the_first_is_kept() -> None:
    second = REQUIRED.model_copy(update={"message": "second"})
    found = seen(Stream().record(Outcome.REJECTED, issues=(REQUIRED, second)).events)
    assert [each.issue.message for each in found] == ["first"]


def test_what_each_outcome_says() -> None:
    stream = Stream()
    for outcome in Outcome:
        stream.record(outcome, source_id=outcome.value, issues=(REQUIRED,))
    assert {each.record.source_id for each in seen(stream.events)} == {
        "created",
        "updated",
        "warning",
        "skipped",
        "rejected",
        "failed",
    }
    assert {(each.record.source_id, each.state, tuple(each.still)) for each in cleared(stream.events)} == {
        ("created", "resolved", ("field_required",)),
        ("updated", "resolved", ("field_required",)),
        ("warning", "resolved", ("field_required",)),
        ("deleted", "gone", ()),
    }


def test_only_what_closes_something_is_looked_at_again() -> None:
    gone = (Issue(code=IssueCode.SOURCE_GONE, message="gone"),)
    stream = Stream().progress(Entity.CONTACT, done=True, deletions_settled=True).progress(Entity.CONTACT, done=True)
    for outcome in Outcome:
        for issues in ((), (REQUIRED,), gone):
            stream.record(outcome, issues=issues)
    events = [event for event in stream.events if telling(event)]
    assert [bool(cleared([event])) for event in events] == [may_close(event) for event in events]
    assert {may_close(event) for event in events} == {True, False}


def test_a_record_that_the_source_no_longer_has_opens_nothing() -> None:
    gone = (Issue(code=IssueCode.SOURCE_GONE, message="gone"),)
    stream = Stream().record(Outcome.SKIPPED, issues=gone)
    assert seen(stream.events) == []
    assert [each.state for each in cleared(stream.events)] == ["gone"]


def test_a_skipped_record_has_its_issue_too() -> None:
    missing = (Issue(code=IssueCode.PARENT_MISSING, message="company 4 is not here", field="company_id"),)
    (found,) = seen(Stream().record(Outcome.SKIPPED, issues=missing).events)
    assert (found.issue.code, found.issue.severity) == ("parent_missing", "warning")


class TestHeldDeletions:
    def test_a_complete_pass_that_held_nothing_back_settles_them_alone(self) -> None:
        stream = Stream().progress(Entity.CONTACT, done=True, deletions_settled=True)
        (clear,) = cleared(stream.events)
        assert clear.record == RecordKey(SYNC, "contact", ALL_RECORDS)
        assert (clear.state, clear.when.fence, clear.when.seq) == ("resolved", 1, 1)
        assert set(IssueCode) - clear.still == {IssueCode.DELETIONS_HELD}
        assert seen(stream.events) == []

    def test_other_progress_settles_nothing(self) -> None:
        stream = Stream().progress().progress(done=True).progress(deletions_settled=True).taken_over()
        assert cleared(stream.events) == []
        assert not any(map(telling, stream.events))

    def test_logs_and_ends_tell_nothing(self) -> None:
        stream = Stream().started().log().record(Outcome.UNCHANGED).progress(done=True, deletions_settled=True).ended()
        assert [event.type for event in stream.events if telling(event)] == ["record.result", "execution.progress"]


@given(st.text(min_size=1, max_size=5), st.text(min_size=1, max_size=5), st.text(min_size=1, max_size=5))
def test_ids_are_unambiguous(one: str, other: str, third: str) -> None:
    ids = {issue_id(RecordKey(SYNC, "company", text), "field_required") for text in (one, other, third)}
    assert len(ids) == len({one, other, third})
