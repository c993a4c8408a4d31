"""The table of days that hold imported records."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from rich.console import Console

from psasync_cli.runs.heat import heat_table, left_out, shade


@dataclass
class Day:
    day: date | None
    records: int


def lines(days):
    console = Console(width=120)
    with console.capture() as shown:
        console.print(heat_table(days))
    return [line.split() for line in shown.get().splitlines() if line.strip("─ \n")]


def test_a_few_weeks_are_shown_day_by_day():
    head, *weeks = lines([Day(date(2026, 11, 3), 12), Day(date(2026, 11, 8), 1500), Day(date(2026, 11, 9), 1)])
    assert head[-7:] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert weeks == [
        ["2026-11-02", "·", "12", "·", "·", "·", "·", "1,500"],
        ["2026-11-09", "1", "·", "·", "·", "·", "·", "·"],
    ]


def test_many_weeks_are_shown_by_month():
    begin = date(2025, 12, 30)
    head, *years = lines([Day(begin + timedelta(days=number), 1) for number in range(100)])
    assert head[1:4] == ["Jan", "Feb", "Mar"]
    assert years[0] == ["2025", *["·"] * 11, "2"]
    assert years[1][:4] == ["2026", "31", "28", "31"]


@pytest.mark.parametrize(
    ("records", "most", "expected"), [(0, 10, 0), (1, 1, 5), (1, 1000, 1), (1000, 1000, 5), (32, 1000, 3)]
)
def test_shades_go_by_magnitude(records, most, expected):
    assert shade(records, most) == expected


def test_what_the_table_cannot_show_is_said():
    assert left_out([Day(None, 1200)], 3) == "3 further days, 1,200 records without a date"
    assert left_out([Day(date(2026, 1, 1), 1)], 0) == ""
