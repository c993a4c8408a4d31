"""A record without issues is read by `plain_record` exactly as its contract reads it, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from psasync.contracts.events.plain_record import LARGEST, PlainRecord, plain_record
from psasync.contracts.events.records import RECORDS_EVENT, RecordResult, encode
from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Entity, Outcome

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
IDS = st.text("abcXYZ019._:@-", min_size=1, max_size=128)
TEXTS = st.text(max_size=200)

written = st.builds(
    RecordResult,
    execution=IDS,
    tenant=IDS,
    sync=IDS,
    seq=st.integers(1, LARGEST),
    fence=st.integers(0, LARGEST),
    at=st.integers(0, LARGEST),
    traceparent=st.none() | TEXTS,
    entity=st.sampled_from(Entity),
    id=st.text(min_size=1, max_size=200),
    label=TEXTS,
    outcome=st.sampled_from(Outcome),
    hash=st.none() | TEXTS,
    dest=st.none() | TEXTS,
    date=st.none() | st.datetimes(timezones=ZONES),
)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
NEAR_MISSES = (
    *("", "a\n", "\n", "a b", "x" * 128, "x" * 129, "x" * 200, "x" * 201, "1", "record.result", "created", "Created"),
    *(0, -1, 1, 1.0, 2, LARGEST, LARGEST + 1, [], {}, [{}], None, True),
    *("2026-11-25T10:00:00Z", "2026-11-25T10:00:00", "2026-11-25", "0001-01-01T00:00:00+14:00", "contact"),
)


def fields(record: PlainRecord | RecordResult) -> dict:
    return {name: getattr(record, name) for name in RecordResult.model_fields}


def test_it_has_the_fields_of_its_contract():
    assert set(PlainRecord.__struct_fields__) == set(RecordResult.model_fields)


@given(written)
def test_what_is_written_is_read(event: RecordResult):
    read = plain_record(encode(event))
    assert read is not None
    assert fields(read) == fields(event)


@given(
    written, st.sampled_from(sorted(RecordResult.model_fields)), st.sampled_from(NEAR_MISSES) | scalars, st.booleans()
)
def test_it_accepts_nothing_that_its_contract_refuses(event: RecordResult, name: str, value: object, absent: bool):
    body = orjson.loads(encode(event))
    body.pop(name, None)
    if not absent:
        try:
            body = orjson.loads(orjson.dumps(body | {name: value}))
        except TypeError:  # beyond 64 bits
            return
    read = plain_record(orjson.dumps(body))
    if read is None:
        return
    try:
        judged = RECORDS_EVENT.validate_json(orjson.dumps(body))
    except ValidationError as error:
        pytest.fail(f"{name}={value!r} is taken, and its contract says {error}")
    assert isinstance(judged, RecordResult)
    assert fields(read) == fields(judged)


@pytest.mark.parametrize("value", [b"", b"{", b"null", b"[]", b"\xff", b'{"id":"\xff"}', b"{}"])
def test_what_is_no_event_is_none(value: bytes):
    assert plain_record(value) is None


def test_one_with_an_issue_is_left_to_its_contract():
    issue = Issue(code=IssueCode.FIELD_REQUIRED, message="name is empty")
    event = RecordResult(
        execution="e", tenant="t", sync="s", seq=1, fence=1, at=0, entity=Entity.CONTACT, id="1",
        outcome=Outcome.REJECTED, date=datetime(2026, 1, 1, tzinfo=UTC), issues=(issue,),
    )  # fmt: skip
    assert plain_record(encode(event)) is None
