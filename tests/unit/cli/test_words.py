"""Values as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from psasync_cli.dates import instant
from psasync_cli.errors import CliError
from psasync_cli.output.words import ago, counts, cut, duration, short, size, word
from psasync_client.models.common import Outcome, Status

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.43, "0.4 s"), (9.96, "10.0 s"), (65, "1 min 5 s"), (3600, "1 h"), (90_061, "1 d 1 h"), (None, "")],
)
def test_durations(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("apart", "text"), [(-5, "5 s ago"), (-7200, "2 h ago"), (-90_000, "1 d ago"), (600, "in 10 min"), (0, "1 s ago")]
)
def test_distances(apart, text):
    assert ago(NOW + timedelta(seconds=apart), NOW) == text


def test_words():
    assert word(Status.FINISHED) == "finished"
    assert word(Status("of a newer platform")) == "of a newer platform"
    assert (word(None), word(value=True), word(3)) == ("", "yes", "3")
    assert counts({Outcome.CREATED: 1200, Outcome.FAILED: 0}) == "created 1,200"
    assert size(999) == "999 B"
    assert size(1_500_000) == "1.5 MB"
    assert short("3f2a9c1e-0000-4000-8000-000000000000") == "3f2a9c1e-0000"
    assert cut("abcdef", 4) == "abc…"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-02T14:00+02:00", datetime(2026, 11, 2, 12, tzinfo=UTC)),
        ("2h", NOW - timedelta(hours=2)),
        ("7d", NOW - timedelta(days=7)),
        ("30min", NOW - timedelta(minutes=30)),
    ],
)
def test_moments_as_people_give_them(text, moment):
    assert instant(text, NOW) == moment


def test_what_is_no_moment_is_refused_with_examples():
    assert instant(None) is None
    with pytest.raises(CliError) as refused:
        instant("yesterday")
    assert "7d" in refused.value.remedy
