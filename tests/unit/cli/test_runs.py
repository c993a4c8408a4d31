"""A run while it goes on, and how its end is told."""

from datetime import UTC, datetime

import pytest

from psasync_cli.output.encoding import csv_lines
from psasync_cli.runs.ends import explanation, next_steps, outcome_columns, outcome_rows, summary
from psasync_cli.runs.feed import Feed
from psasync_cli.runs.progress import STATUS_MEANINGS, bars, headline, waiting
from psasync_client.models.common import Status
from tests.unit.cli.executions import execution

NOW = datetime(2026, 11, 2, 12, 1, tzinfo=UTC)
PACE = {
    "treated": 60,
    "overall": 1.0,
    "recent": 2.4,
    "expected": {"company": 100, "contact": 500},
    "estimated_end": "2026-11-02T12:04:00Z",
}


def test_the_headline_tells_records_rate_and_what_is_left():
    text = headline(execution(fetched=60, pace=PACE), NOW)
    assert text == "IN PROGRESS · 60 records · 2/s · about 3 min left · since 1 min"


def test_an_estimate_that_is_over_is_not_told():
    late = execution(pace={**PACE, "estimated_end": "2026-11-02T12:00:30Z"})
    assert "left" not in headline(late, NOW)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"waiting": {"until": None, "reason": "the PSA asks us to wait"}}, "waits: the PSA asks us to wait"),
        ({"silent_since": "2026-11-02T12:00:00Z"}, "no executor has reported"),
        ({"cancel_requested": {"at": "2026-11-02T12:00:00Z", "by": "bob", "reason": ""}}, "bob has asked to cancel"),
        ({}, ""),
    ],
)
def test_why_it_does_not_go_on(values, words):
    text = waiting(execution(**values))
    assert words in text
    assert bool(words) is bool(text)


def test_each_entity_has_a_bar_from_what_is_known():
    found = bars(
        execution(
            counts={"company": {"created": 90, "rejected": 20}, "company_status": {"created": 5}},
            progress={"company_status": {"done": True, "pages": 1}, "asset": {"done": False, "pages": 0}},
            pace=PACE,
        )
    )
    assert [(each.entity, each.done, each.total, each.finished) for each in found] == [
        ("company", 110, 110, False),
        ("company_status", 5, 5, True),
        ("asset", 0, None, False),
        ("contact", 0, 500, False),
    ]
    assert found[0].text == "20 not imported"


ENDED = {
    "status": "finished_with_warnings",
    "status_text": "FINISHED ⚠︎",
    "ended_at": "2026-11-02T12:01:00Z",
    "duration_ms": 60_000,
    "fetched": 12,
    "totals": {"created": 10, "rejected": 2},
    "counts": {"company": {"created": 4}, "contact": {"created": 6, "rejected": 2}},
}


def test_the_end_has_a_line_a_table_and_what_to_try():
    ended = execution(**ENDED)
    assert summary(ended) == "FINISHED ⚠︎: 12 records in 1 min"
    table = "".join(csv_lines(outcome_columns(ended), outcome_rows(ended))).split("\r\n")
    assert table[:4] == ["entity,created,rejected", "company,4,0", "contact,6,2", "all,10,2"]
    assert next_steps(ended) == [f"psasync records {ended.id} --outcome rejected", f"psasync retry {ended.id}"]


def test_a_dry_run_says_so_and_offers_no_retry():
    ended = execution(**ENDED, dry_run=True)
    assert "nothing was written" in summary(ended)
    assert not any("retry" in step for step in next_steps(ended))


def test_an_error_says_what_kind_and_what_to_do():
    error = {"kind": "authentication", "code": "credentials_refused", "message": "The PSA refuses us.", "hint": "Ask."}
    failed = execution(status="error", status_text="ERROR", error=error)
    assert list(explanation(failed)) == [
        ("error", "authentication: The PSA refuses us. (credentials_refused)"),
        ("what to do", "Ask."),
    ]
    assert next_steps(failed) == [f"psasync log {failed.id}"]


def test_who_has_canceled_or_where_it_went():
    canceled = {"by": "bob", "reason": "wrong period"}
    assert dict(explanation(execution(canceled=canceled)))["canceled"] == "by bob: wrong period"
    joined = {"by": "", "reason": "", "superseded_by": "another"}
    assert dict(explanation(execution(canceled=joined)))["canceled"] == "joined another"


def test_each_status_has_a_meaning():
    assert set(STATUS_MEANINGS) == set(Status)


def test_a_feed_gives_what_its_source_gives_and_then_its_error():
    def source():
        yield 1
        yield 2
        raise LookupError("gone")

    got = []
    with pytest.raises(LookupError, match="gone"):
        got.extend(Feed(source))
    assert got == [1, 2]


def test_a_feed_ends_when_its_time_is_over_whatever_the_source_does():
    import threading

    never = threading.Event()

    def source():
        yield 1
        never.wait()

    try:
        assert list(Feed(source, within=0.05)) == [1]
    finally:
        never.set()
