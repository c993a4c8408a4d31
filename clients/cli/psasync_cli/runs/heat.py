"""Days that hold imported records, as a small table with a shade for how many."""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

from rich import box
from rich.table import Table
from rich.text import Text

from psasync_cli.output.words import number

_STYLES = ("", "green4", "green3", "yellow3", "dark_orange", "red1")
_WEEKS_SHOWN = 12
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


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
    """A line a week, Monday to Sunday, the latest twelve of those that hold any; counts are in the cells."""
    counts = {each.day: each.records for each in days if each.day is not None}
    most = max(counts.values(), default=0)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column("week of")
    for name in _WEEKDAYS:
        table.add_column(name, justify="right")
    for monday in weeks(list(counts))[-_WEEKS_SHOWN:]:
        cells = [counts.get(monday + timedelta(days=place), 0) for place in range(7)]
        table.add_row(monday.isoformat(), *(_cell(records, most) for records in cells))
    return table


def weeks(days: Sequence[date]) -> list[date]:
    """The Mondays of the weeks that the days are in, in order."""
    return sorted({each - timedelta(days=each.weekday()) for each in days})


def left_out(days: Sequence[Day], more_days: int) -> str:
    """What the table does not show, in words; nothing if that is nothing."""
    hidden = len(weeks([each.day for each in days if each.day is not None])) - _WEEKS_SHOWN
    undated = sum(each.records for each in days if each.day is None)
    parts = [
        f"{hidden} earlier weeks" if hidden > 0 else "",
        f"{number(more_days)} further days" if more_days else "",
        f"{number(undated)} records without a date" if undated else "",
    ]
    return ", ".join(part for part in parts if part)


def _cell(records: int, most: int) -> Text:
    return Text(number(records) if records else "·", style=_STYLES[shade(records, most)] if records else "dim")
