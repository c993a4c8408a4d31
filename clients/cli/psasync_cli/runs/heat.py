"""Days that hold imported records, as a small table with a shade for how many."""

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol

from rich import box
from rich.table import Table
from rich.text import Text

from psasync_cli.output.words import number

_STYLES = ("", "green4", "green3", "yellow3", "dark_orange", "red1")
_MOST_WEEKS = 12  # more are told by month
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Day(Protocol):
    """`day` None: records without a date."""

    @property
    def day(self) -> date | None: ...

    @property
    def records(self) -> int: ...


def shade(records: int, most: int) -> int:
    """0 for none, 1 to 5 by the logarithm: a day of thousands does not hide one of ten."""
    if records <= 0 or most <= 0:
        return 0
    if most == 1:
        return 5
    return 1 + round(4 * math.log(records) / math.log(most))


def heat_table(days: Sequence[Day]) -> Table:
    """A line a week with its days, or a line a year with its months where that were too many weeks."""
    counts = {each.day: each.records for each in days if each.day is not None}
    mondays = sorted({monday(day) for day in counts})
    return _by_day(counts, mondays) if len(mondays) <= _MOST_WEEKS else _by_month(counts)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def left_out(days: Sequence[Day], more_days: int) -> str:
    """What the table does not show, in words; nothing if that is nothing."""
    undated = sum(each.records for each in days if each.day is None)
    parts = [
        f"{number(more_days)} further days" if more_days else "",
        f"{number(undated)} records without a date" if undated else "",
    ]
    return ", ".join(part for part in parts if part)


def _by_day(counts: Mapping[date, int], mondays: Sequence[date]) -> Table:
    cells: dict[tuple[Hashable, int], int] = {(monday(day), day.weekday()): each for day, each in counts.items()}
    return _table("week of", _WEEKDAYS, {each: each.isoformat() for each in mondays}, cells)


def _by_month(counts: Mapping[date, int]) -> Table:
    cells: Counter[tuple[Hashable, int]] = Counter()
    for day, records in counts.items():
        cells[day.year, day.month - 1] += records
    years = sorted({day.year for day in counts})
    return _table("year", _MONTHS, {year: str(year) for year in years}, cells)


def _table(
    corner: str, columns: Sequence[str], lines: Mapping[Hashable, str], cells: Mapping[tuple[Hashable, int], int]
) -> Table:
    most = max(cells.values(), default=0)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    table.add_column(corner)
    for name in columns:
        table.add_column(name, justify="right")
    for line, name in lines.items():
        table.add_row(name, *(_cell(cells.get((line, place), 0), most) for place in range(len(columns))))
    return table


def _cell(records: int, most: int) -> Text:
    return Text(number(records), style=_STYLES[shade(records, most)]) if records else Text("·", style="dim")
