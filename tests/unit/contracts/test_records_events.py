import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from psasync.contracts.events import records
from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.issues import CATALOGUE, Issue, IssueCode
from psasync.contracts.vocabulary import Entity, Outcome, Role

ENVELOPE = {"execution": "x", "tenant": "t", "sync": "s", "fence": 1, "at": 0}

results = st.builds(
    records.RecordResult,
    execution=st.just("x"),
    tenant=st.just("t"),
    sync=st.just("s"),
    seq=st.integers(1, 10**9),
    fence=st.integers(0, 10**6),
    at=st.integers(0, 2**42),
    entity=st.sampled_from(Entity),
    id=st.text(min_size=1, max_size=50),
    label=st.text(max_size=100),
    outcome=st.sampled_from(Outcome),
    issues=st.lists(st.builds(Issue, code=st.sampled_from(IssueCode), message=st.text(max_size=50)), max_size=2).map(
        tuple
    ),
    type=st.just("record.result"),
    v=st.just(1),
    traceparent=st.none(),
    hash=st.none() | st.text(alphabet="0123456789abcdef", min_size=32, max_size=32),
    dest=st.none(),
    date=st.none(),
)


@given(results)
def test_an_event_is_read_as_it_was_written(event):
    assert records.RECORDS_EVENT.validate_json(records.encode(event)) == event


def test_an_unknown_field_is_ignored_and_an_unknown_version_is_not():
    body = records.encode(records.RecordResult(**ENVELOPE, seq=1, entity="company", id="1", outcome="created"))
    assert records.RECORDS_EVENT.validate_json(body[:-1] + b',"new":1}').seq == 1
    with pytest.raises(ValidationError):
        records.RECORDS_EVENT.validate_json(body.replace(b'"v":1', b'"v":2'))


def test_a_default_run_is_just_that():
    plain = {"tenant": "t", "sync": "s"}
    assert SyncRequested(**plain).is_default_run
    for special in (
        {"mode": "force"},
        {"period": {"first": "2026-01-01", "last": "2026-01-02"}},
        {"entities": ["company"]},
        {"records": [{"entity": "company", "source_id": "1"}]},
        {"retry_of": "x"},
        {"dry_run": True},
    ):
        assert not SyncRequested(**plain, **special).is_default_run


def test_every_issue_code_says_what_it_means_and_what_to_do():
    assert set(CATALOGUE) == set(IssueCode)
    assert all(entry.title and entry.meaning and entry.action for entry in CATALOGUE.values())


def test_roles_include_the_ones_below():
    assert Role.ADMIN.includes(Role.VIEWER)
    assert Role.OPERATOR.includes(Role.OPERATOR)
    assert not Role.VIEWER.includes(Role.OPERATOR)
