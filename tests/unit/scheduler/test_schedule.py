# ruff: noqa: DTZ001 - nominal wall times have no zone
"""The rule of a schedule."""

from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from psasync_scheduler.domain.schedule import Schedule


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"time": "01:30", "cron": "30 1 * * *"},
        {"time": "24:00"},
        {"time": "1:30"},
        {"cron": "* * * *"},
        {"cron": "0 0 1 * * *"},  # seconds are not offered
        {"cron": "61 * * * *"},
        {"cron": "0 0 31 2 *"},
        {"cron": "0 0 30 2 *"},
        {"time": "01:30", "spread_minutes": 721},
        {"time": "01:30", "often": True},
    ],
)
def test_refused(wrong):
    with pytest.raises(ValidationError):
        Schedule.model_validate(wrong)


def test_aliases_and_spaces_become_plain_expressions():
    assert Schedule(cron="@daily").cron == "0 0 * * *"
    assert Schedule(cron="  30   1 * *  1-5 ").cron == "30 1 * * 1-5"


def test_a_rule_that_fires_only_on_leap_days_is_a_rule():
    assert Schedule(cron="0 0 29 2 *").nominal_after(datetime(2026, 1, 1)) == datetime(2028, 2, 29)


def test_daily_is_strictly_after():
    daily = Schedule(time="01:30")
    assert daily.nominal_after(datetime(2026, 5, 1, 1, 29, 59)) == datetime(2026, 5, 1, 1, 30)
    assert daily.nominal_after(datetime(2026, 5, 1, 1, 30)) == datetime(2026, 5, 2, 1, 30)


def test_nominal_times_know_no_clock_change():
    rule = Schedule(cron="30 2 * * *")
    assert rule.nominal_after(datetime(2026, 3, 28, 12)) == datetime(2026, 3, 29, 2, 30)


def test_names():
    nominal = datetime(2026, 5, 1, 1, 30)
    assert Schedule(time="01:30").name(nominal) == "2026-05-01"
    assert Schedule(cron="30 1 * * *").name(nominal) == "2026-05-01T01:30"


def test_places_in_the_window_are_stable_and_fill_it():
    schedule = Schedule(time="01:30", spread_minutes=60)
    offsets = [schedule.offset(f"sync-{number}") for number in range(6000)]
    assert offsets == [schedule.offset(f"sync-{number}") for number in range(6000)]
    assert all(timedelta() <= offset < timedelta(hours=1) for offset in offsets)
    per_minute = [sum(offset // timedelta(minutes=1) == minute for offset in offsets) for minute in range(60)]
    assert min(per_minute) > 60
    assert max(per_minute) < 145


def test_without_a_window_there_is_no_offset():
    assert Schedule(time="01:30", spread_minutes=0).offset("any") == timedelta()
