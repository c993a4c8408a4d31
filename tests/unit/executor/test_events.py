"""Events are written as dicts: each must be exactly what its contract would have written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import orjson
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.events.records import RECORDS_EVENT, Cancellation
from psasync.contracts.events.records import encode as contract_encode
from psasync.contracts.events.requested import Period, SyncRequested
from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Entity, ErrorKind, LogLevel, Outcome
from psasync_executor.domain.events import Scribe, encode
from psasync_executor.domain.outcome import Decision
from psasync_executor.domain.refusal import run_error
from psasync_executor.domain.tracing import page_traceparent

MOMENTS = st.datetimes(
    min_value=datetime(1980, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5, minutes=-30))]),
)
TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
ISSUES = st.builds(Issue, code=st.sampled_from(IssueCode), message=TEXT, field=st.none() | TEXT)
DECISIONS = st.builds(
    Decision,
    source_id=st.text(st.characters(codec="utf-8"), min_size=1, max_size=30),
    label=st.text(st.characters(codec="utf-8"), max_size=300),
    outcome=st.sampled_from(Outcome),
    hash=st.none() | st.just("0" * 32),
    dest=st.none() | TEXT,
    date=st.none() | MOMENTS,
    issues=st.lists(ISSUES, max_size=3).map(tuple),
)
TOTALS = st.dictionaries(
    st.sampled_from(Entity), st.dictionaries(st.sampled_from(Outcome), st.integers(0, 10**9), max_size=8), max_size=4
)


def scribe(seq: int = 1) -> Scribe:
    return Scribe(
        execution="e",
        tenant="t",
        sync="s",
        fence=3,
        seq=seq,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        traceparent=page_traceparent(None, "e", seq),
        executor="x",
        attempt=1,
    )


def assert_is_its_contract(event: dict) -> None:
    written = encode(event)
    model = RECORDS_EVENT.validate_json(written)
    assert orjson.loads(contract_encode(model)) == orjson.loads(written)


@given(DECISIONS, st.sampled_from(Entity))
def test_a_record_result(decision, entity):
    assert_is_its_contract(scribe().record(entity, decision))


@given(TOTALS, st.none() | MOMENTS, st.none() | TEXT, st.none() | st.integers(1, 99), st.booleans())
def test_progress(totals, until, reason, page, done):
    event = scribe().progress(
        totals, entity=Entity.COMPANY, page=page, entity_done=done, waiting_until=until, waiting_reason=reason
    )
    assert_is_its_contract(event)


@given(st.sampled_from(LogLevel), st.text(st.characters(codec="utf-8"), max_size=3000))
def test_log(level, message):
    assert_is_its_contract(scribe().log(level, message, IssueCode.INTERNAL))
    assert_is_its_contract(scribe().log(level, message))


@given(TOTALS, MOMENTS)
def test_started_and_ended(totals, moment):
    request = SyncRequested(tenant="t", sync="s", period=Period(first="2026-01-01", last="2026-01-02"), deadline=moment)
    error = run_error(ErrorKind.TECHNICAL, IssueCode.INTERNAL, "broken")
    assert_is_its_contract(scribe().started(request, moment, {"plan": [{"entity": "company"}]}))
    for end, result in ((None, "completed"), (error, "error"), (Cancellation(by="ann"), "canceled")):
        event = scribe().ended(request, moment, totals, (Entity.COMPANY,), end)
        assert event["result"] == result
        assert_is_its_contract(event)


def test_each_event_takes_the_next_seq():
    writer = scribe(seq=41)
    events = [writer.log(LogLevel.INFO, "a"), writer.progress({}), writer.log(LogLevel.INFO, "b")]
    assert [event["seq"] for event in events] == [41, 42, 43]
    assert writer.seq == 44


def test_a_page_belongs_to_the_trace_of_its_request():
    request = "00-" + "ab" * 16 + "-" + "cd" * 8 + "-01"
    first, again, second = (page_traceparent(request, "e", seq) for seq in (1, 1, 2))
    assert first == again != second
    assert first.split("-")[1] == "ab" * 16
    assert page_traceparent("nonsense", "e", 1) == page_traceparent(None, "e", 1)
