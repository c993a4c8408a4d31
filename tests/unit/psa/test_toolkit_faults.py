"""Errors in the words that people read, without what must not be read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from psasync.psa.autotask.errors import error_of as autotask_error
from psasync.psa.halopsa.errors import error_of as halopsa_error
from psasync.psa.toolkit import faults
from psasync.psa.toolkit.faults import MAX_QUOTED, Faults, masked, retry_after_seconds, verdict_by_status
from psasync.psa.toolkit.refusal import Refusal

SECRET = "s3cret-value"


@given(st.integers(100, 599))
def test_every_status_has_a_verdict(status):
    verdict = verdict_by_status(status)
    assert verdict.permanent or verdict.kind == "technical"


def test_what_statuses_mean():
    assert verdict_by_status(401) is faults.CREDENTIALS_REFUSED
    assert verdict_by_status(403) is faults.PERMISSION_MISSING
    assert verdict_by_status(429) is faults.THROTTLED
    assert verdict_by_status(302) is faults.REDIRECTED
    assert verdict_by_status(503) is faults.FAILED
    assert verdict_by_status(418) is faults.REFUSED


@given(st.text(), st.text())
def test_a_systems_words_are_short_printable_and_without_secrets(before, after):
    error = Faults("X", (SECRET,)).refused("list", 500, faults.FAILED, words=before + SECRET + after)
    assert SECRET not in error.message
    assert len(error.message) <= MAX_QUOTED + 50
    assert error.message.isprintable()


def test_a_secret_that_contains_another_is_masked_whole():
    assert masked("key=abcdef abc", ("abc", "abcdef", "")) == "key=*** ***"


def test_a_body_that_cannot_be_read_is_kept_in_part():
    error = Faults("X", (SECRET,)).unreadable("list", "it is no JSON", body=f"<html>{SECRET}</html>".encode())
    assert "<html>***</html>" in error.message
    assert not error.permanent


def test_where_an_answer_may_hold_a_ticket_nothing_of_it_is_repeated():
    about_tickets, body = Faults("X", quotes_answers=False), b'{"error": "Printer offline"}'
    assert "Printer" not in about_tickets.unreadable("list", "it is no JSON", body=body).message
    refusal = Refusal(500, body, "", "", "list")
    for error_of in (autotask_error, halopsa_error):
        assert "Printer" not in error_of(refusal, about_tickets).message
        assert "Printer" in error_of(refusal, Faults("X")).message


def test_only_a_transient_refusal_says_when_to_come_back():
    made = Faults("X")
    assert made.refused("a", 429, faults.THROTTLED, retry_after=7).retry_after == 7
    assert made.refused("a", 401, faults.CREDENTIALS_REFUSED, retry_after=7).retry_after is None


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_retry_after_is_bounded_or_none(header, date):
    seconds = retry_after_seconds(header, date)
    assert seconds is None or 0 <= seconds <= faults.MAX_RETRY_AFTER
