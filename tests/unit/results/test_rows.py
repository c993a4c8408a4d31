from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.events.records import RecordResult, RecordsEvent
from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Outcome
from psasync_results.domain.rows import BUCKET, bucketed, buckets, record_document, record_result
from tests.unit.results.streams import Stream, streams


def test_only_unchanged_records_without_issues_go_into_buckets() -> None:
    late = (Issue(code=IssueCode.FIELD_INVALID, message="odd"),)
    stream = Stream().record(Outcome.UNCHANGED).record(Outcome.CREATED).record(Outcome.UNCHANGED, issues=late)
    assert [bucketed(event) for event in stream.events] == [True, False, False]


def test_borders_follow_the_seq() -> None:
    stream = Stream()
    for _ in range(BUCKET + 1):
        stream.record(Outcome.UNCHANGED)
    assert [(bucket.number, min(bucket.rows), max(bucket.rows)) for bucket in buckets(stream.events)] == [
        (0, 1, BUCKET - 1),
        (1, BUCKET, BUCKET + 1),
    ]


@given(streams(), st.integers(0, 30))
def test_any_cut_gives_the_same_rows(events: list[RecordsEvent], cut: int) -> None:
    results = [event for event in events if isinstance(event, RecordResult)]

    def rows(parts: list[list[RecordResult]]) -> dict:
        found: dict = {}
        for part in parts:
            for bucket in buckets(part):
                found.setdefault((bucket.execution, bucket.number), {}).update(bucket.rows)
        return found

    assert rows([results[:cut], results[cut:], results[:cut]]) == rows([results])


def test_a_date_beyond_all_years_is_none() -> None:
    for date, kept in (("0001-01-01T00:00:00+14:00", False), ("9999-12-31T23:00:00-12:00", False)):
        event = Stream().record(Outcome.CREATED, date=datetime.fromisoformat(date)).events[0]
        assert (record_document(event)["date"] is not None) is kept
    event = Stream().record(Outcome.CREATED, date=datetime(1899, 12, 30, tzinfo=UTC)).events[0]
    assert record_document(event)["date"] == datetime(1899, 12, 30, tzinfo=UTC)


def test_codes_are_listed_once_each() -> None:
    twice = (
        Issue(code=IssueCode.FIELD_REQUIRED, message="a", field="name"),
        Issue(code=IssueCode.FIELD_REQUIRED, message="b", field="company_id"),
        Issue(code=IssueCode.FIELD_INVALID, message="c"),
    )
    document = record_document(Stream().record(Outcome.REJECTED, issues=twice).events[0])
    assert document["codes"] == ["field_invalid", "field_required"]
    assert len(document["issues"]) == 3


@given(streams())
def test_a_document_gives_its_event_back(events: list[RecordsEvent]) -> None:
    for event in events:
        if isinstance(event, RecordResult):
            assert record_result(record_document(event)) == event.model_copy(update={"traceparent": None})
