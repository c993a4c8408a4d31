"""Words and numbers as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from psasync.contracts.vocabulary import Status
from psasync_console.web import showing


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (None, "\u2013"),
        (0, "0.0 s"),
        (1_449, "1.4 s"),
        (12_400, "12 s"),
        (59_600, "1 min"),
        (61_000, "1 min 1 s"),
        (3_600_000, "1 h"),
        (3_660_000, "1 h 1 min"),
        (90_000_000, "1 d 1 h"),
    ],
)
def test_durations_have_two_units(milliseconds, text):
    assert showing.duration(milliseconds) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (999, "999"), (1_234_567, "1\u202f234\u202f567"), (None, "\u2013")]
)
def test_numbers_are_grouped(value, text):
    assert showing.number(value) == text


@pytest.mark.parametrize(
    ("octets", "text"),
    [(0, "0 B"), (999, "999 B"), (1_200, "1.2 kB"), (123_456_789, "123 MB"), (5 * 10**15, "5000 TB")],
)
def test_sizes(octets, text):
    assert showing.size(octets) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(0, 10, "0 %"), (1, 1_000, "< 1 %"), (999, 1_000, "99 %"), (10, 10, "100 %"), (1, 0, "\u2013")],
)
def test_shares_are_never_rounded_to_nothing_or_all(part, whole, text):
    assert showing.share(part, whole) == text


def test_every_status_has_a_meaning():
    assert set(showing.STATUSES) == {status.value for status in Status}
    assert all(badge.meaning for badge in showing.STATUSES.values())


def test_an_unknown_word_is_shown_as_it_is():
    assert showing.badge_of(showing.STATUSES, "held_back").label == "held back"


def test_moments_say_their_zone():
    at = datetime(2026, 11, 28, 20, 55, tzinfo=UTC)
    assert showing.moment(at) == "28 Nov 2026, 20:55 UTC"
    assert showing.moment(at, "Europe/Berlin") == "28 Nov 2026, 21:55 CET"
    assert showing.moment(at, "Not/AZone") == "28 Nov 2026, 20:55 UTC"
