# ruff: noqa: DTZ001 - nominal wall times have no zone
"""Wall times and instants, over both clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync_scheduler.domain.localtime import exists, instant_of, local, zone_of

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Asia/Tehran",
         "Africa/Casablanca", "Pacific/Chatham", "America/Havana", "UTC"]  # fmt: skip
walls = st.datetimes(datetime(2005, 1, 1), datetime(2040, 1, 1)).map(lambda wall: wall.replace(microsecond=0))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        (datetime(2026, 3, 29, 1, 59), utc(2026, 3, 29, 0, 59)),
        (datetime(2026, 3, 29, 2, 0), utc(2026, 3, 29, 1, 0)),  # does not exist: the first instant after
        (datetime(2026, 3, 29, 2, 30), utc(2026, 3, 29, 1, 0)),
        (datetime(2026, 3, 29, 3, 0), utc(2026, 3, 29, 1, 0)),
        (datetime(2026, 10, 25, 2, 30), utc(2026, 10, 25, 0, 30)),  # comes twice: the first
        (datetime(2026, 10, 25, 3, 0), utc(2026, 10, 25, 2, 0)),
    ],
)
def test_berlin_around_its_changes(wall, instant):
    assert instant_of(wall, BERLIN) == instant


def test_a_whole_day_that_does_not_exist():
    # Samoa went from Thursday to Saturday.
    assert instant_of(datetime(2011, 12, 30, 1, 30), ZoneInfo("Pacific/Apia")) == utc(2011, 12, 30, 10, 0)


@given(walls, walls, st.sampled_from(ZONES))
def test_order_never_reverses(one, other, name):
    zone = ZoneInfo(name)
    earlier, later = sorted((one, other))
    assert instant_of(earlier, zone) <= instant_of(later, zone)


@given(walls, st.integers(0, 10_000), st.sampled_from(ZONES))
def test_order_never_reverses_close_by(wall, seconds, name):
    zone = ZoneInfo(name)
    assert instant_of(wall, zone) <= instant_of(wall + timedelta(seconds=seconds), zone)


@given(walls, st.sampled_from(ZONES))
def test_an_existing_time_is_shown_at_its_instant_and_never_before(wall, name):
    zone = ZoneInfo(name)
    instant = instant_of(wall, zone)
    if exists(wall, zone):
        assert local(instant, zone) == wall
        assert local(instant - timedelta(hours=1), zone) < wall
    else:
        assert local(instant - timedelta(seconds=1), zone) < wall < local(instant, zone)


@pytest.mark.parametrize("name", ["Mars/Base", "", "../etc/passwd", "Europe", "Factory", "berlin"])
def test_what_is_no_zone(name):
    with pytest.raises(ValueError, match="IANA"):
        zone_of(name)
