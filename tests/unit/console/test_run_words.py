"""Runs and records in the words of people."""

from __future__ import annotations

from datetime import date

import pytest

from psasync.contracts.vocabulary import Outcome
from psasync_console.web.run_words import (
    RECORD_OUTCOMES,
    issue_text,
    period_in_words,
    record_badge,
    what_was_asked,
)
from tests.unit.console.answers import summary

NOVEMBER = {"first": "2026-11-03", "last": "2026-11-05"}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"default_run": True}, "Default run"),
        ({"dry_run": True}, "Only what is missing, dry run"),
        ({"mode": "force", "period": NOVEMBER}, "Everything again of 3 to 5 Nov 2026"),
        (
            {"period": NOVEMBER, "entities": ["company", "contact"]},
            "Only what is missing of 3 to 5 Nov 2026, companies, contacts",
        ),
        ({"entities": ["company", "contact", "asset"]}, "Only what is missing, 3 kinds of records"),
        ({"retry_of": "e0"}, "Retry of what failed"),
        ({"record_count": 1}, "1 single record"),
        ({"mode": None}, "Run"),
    ],
)
def test_what_was_asked_for(asked, words):
    assert what_was_asked(summary(**{"default_run": False, **asked})) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 5), date(2026, 11, 5), "5 Nov 2026"),
        (date(2026, 11, 3), date(2026, 11, 5), "3 to 5 Nov 2026"),
        (date(2026, 10, 30), date(2026, 11, 5), "30 Oct to 5 Nov 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), "30 Dec 2026 to 2 Jan 2027"),
    ],
)
def test_periods(first, last, words):
    assert period_in_words(first, last) == words


def test_every_outcome_has_its_word_and_says_so_when_nothing_was_written():
    assert set(RECORD_OUTCOMES) == {outcome.value for outcome in Outcome}
    assert record_badge(Outcome.CREATED).label == "Created"
    dry = record_badge(Outcome.CREATED, dry_run=True)
    assert (dry.label, dry.meaning) == ("Would be created", "Nothing was written: it was a dry run.")


def test_a_code_that_is_not_known_is_shown_as_it_is():
    assert issue_text("field_required").title == "A required field is empty"
    assert issue_text("something_new").title == "Something new"
