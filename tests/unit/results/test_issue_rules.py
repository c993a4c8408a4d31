from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Outcome
from psasync_results.domain.issues import RecordKey, cleared, issue_id, seen
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


def test_a_record_that_the_source_no_longer_has_opens_nothing() -> None:
    gone = (Issue(code=IssueCode.SOURCE_GONE, message="gone"),)
    stream = Stream().record(Outcome.SKIPPED, issues=gone)
    assert seen(stream.events) == []
    assert [each.state for each in cleared(stream.events)] == ["gone"]


@given(st.text(min_size=1, max_size=5), st.text(min_size=1, max_size=5), st.text(min_size=1, max_size=5))
def test_ids_are_unambiguous(one: str, other: str, third: str) -> None:
    ids = {issue_id(RecordKey(SYNC, "company", text), "field_required") for text in (one, other, third)}
    assert len(ids) == len({one, other, third})
