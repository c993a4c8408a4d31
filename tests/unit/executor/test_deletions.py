"""The guard against mass deletion."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, Outcome
from psasync_executor.domain.deletions import HELD_ID, Guard, held
from psasync_executor.domain.ledger import Change, changes_of


@given(st.integers(0, 100_000), st.integers(0, 100_000), st.integers(0, 100))
def test_more_than_ten_and_more_than_the_share_are_held(missing, others, percent):
    imported = missing + others
    holds = Guard(percent, allowed=False).holds(missing=missing, imported=imported)
    assert holds == (missing > 10 and missing > imported * percent / 100)
    assert not Guard(percent, allowed=True).holds(missing=missing, imported=imported)


def test_what_is_held_is_one_report_that_says_what_to_do():
    decision = held(Entity.CONTACT, 60, 100)
    assert (decision.source_id, decision.outcome) == (HELD_ID, Outcome.SKIPPED)
    assert [issue.code for issue in decision.issues] == [IssueCode.DELETIONS_HELD]
    assert "60 of 100" in decision.issues[0].message
    assert "allow_deletions" in decision.issues[0].message


def test_a_held_report_changes_nothing_in_the_ledger_and_a_deletion_does():
    event = {"type": "record.result", "entity": "contact", "issues": [{"code": "deletions_held"}]}
    assert changes_of([{**event, "id": "*", "outcome": "skipped"}]) == []
    (change,) = changes_of([{**event, "id": "7", "outcome": "deleted", "issues": []}])
    assert change.change is Change.DELETED


def test_a_record_without_its_parent_stands_as_missing():
    event = {"type": "record.result", "entity": "contact", "id": "7", "outcome": "skipped"}
    (change,) = changes_of([{**event, "issues": [{"code": "parent_missing"}]}])
    assert change.change is Change.MISSING
