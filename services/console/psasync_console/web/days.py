"""Days that hold imported records, as a calendar whose colours tell how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from psasync_console.web.run_words import day_in_words
from psasync_console.web.showing import plural

LEVELS = 4
_DAYS_OF_WEEK = 7
_SHOWN_WHOLE = timedelta(weeks=16)
_MOST_WEEKS = 106
_CELL = 14  # of the picture's units, with the space around a day


@dataclass(frozen=True, slots=True)
class Cell:
    """One day's square. `level`: 0 for none, else 1 to 4 of the fullest day."""

    x: int
    y: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class MonthName:
    x: int
    text: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """`rows`: the same as a list, for who reads; `beyond`: how many records no square stands for."""

    cells: Sequence[Cell]
    months: Sequence[MonthName]
    width: int
    records: int
    rows: Sequence[tuple[str, int]]
    undated: int
    more_days: int

    @property
    def days(self) -> int:
        return len(self.rows) + self.more_days


def imported_days(answer: Mapping[str, Any], first: date | None = None, last: date | None = None) -> Calendar:
    """Of an answer with `days`, `records`, `more_days`. A short time from `first` to `last` is shown as a whole; of a
    longer one what lies between the first and the last day that hold something.
    """
    counts = {day["day"]: int(day["records"]) for day in answer.get("days") or ()}
    undated = counts.pop(None, 0)
    dated = {date.fromisoformat(str(day)): count for day, count in sorted(counts.items()) if count}
    cells, months, width = _squares(dated, first, last)
    return Calendar(
        cells=cells,
        months=months,
        width=width,
        records=int(answer.get("records") or 0),
        rows=[(day_in_words(day), count) for day, count in dated.items()],
        undated=undated,
        more_days=int(answer.get("more_days") or 0),
    )


def _squares(
    counts: Mapping[date, int], first: date | None, last: date | None
) -> tuple[list[Cell], list[MonthName], int]:
    begin, end = min(counts, default=first), max(counts, default=last)
    if first and last and last - first <= _SHOWN_WHOLE:
        begin, end = first, last
    if begin is None or end is None or begin > end:
        return [], [], 0
    monday = begin - timedelta(days=begin.weekday())
    # Of a longer time the end: what was imported last is what is imported again.
    monday = max(monday, end - timedelta(days=end.weekday(), weeks=_MOST_WEEKS - 1))
    most = max(counts.values(), default=0)
    cells = [_cell(day, monday, counts.get(day, 0), most) for day in _days(max(begin, monday), end)]
    weeks = ((end - monday).days // _DAYS_OF_WEEK) + 1
    return cells, list(_months(monday, weeks)), weeks * _CELL


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=at) for at in range((last - first).days + 1))


def _cell(day: date, monday: date, count: int, most: int) -> Cell:
    level = 0 if not count else max(1, -(-LEVELS * count // most))
    text = f"{day:%a} {day_in_words(day)}: {plural(count, 'record') if count else 'nothing imported'}"
    return Cell((day - monday).days // _DAYS_OF_WEEK * _CELL, day.weekday() * _CELL, level, text)


def _months(monday: date, weeks: int) -> Iterator[MonthName]:
    """At the first week that begins in a month; where two names would touch, the later one stands."""
    named: date | None = None
    for week in range(weeks):
        day = monday + timedelta(weeks=week)
        if named is None or day.month != named.month:
            named = day
            if week == 0 and (day + timedelta(weeks=3)).month != day.month and weeks > 3:
                continue
            yield MonthName(week * _CELL, f"{day:%b} {day.year}" if day.month == 1 or week == 0 else f"{day:%b}")
