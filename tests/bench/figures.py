"""Figures and ratios, from several runs: medians, with the range beside them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

HEAD = ("what", "median", "range", "ratio")


@dataclass(frozen=True)
class Figure:
    """A rate, in `unit` per second, of several runs."""

    name: str
    rates: tuple[float, ...]
    unit: str = "records"

    @property
    def median(self) -> float:
        return statistics.median(self.rates)

    def row(self, baseline: Figure | None = None) -> tuple[str, ...]:
        """The cells under HEAD."""
        ratio = f"{self.median / baseline.median:.0%} of {baseline.name}" if baseline else ""
        return self.name, f"{self.median:,.0f} {self.unit}/s", spread(self.rates), ratio


async def repeated(name: str, runs: int, once: Callable[[], Awaitable[float]], unit: str = "records") -> Figure:
    """`once` gives a rate; it runs `runs` times after one that does not count."""
    await once()
    return Figure(name, tuple([await once() for _ in range(runs)]), unit)


async def in_turns(runs: int, *each: tuple[str, Callable[[], Awaitable[float]], str]) -> list[Figure]:
    """As `repeated`, one run of each after the other: what a server still does for the runs before is shared fairly."""
    rates = [[await once() for _, once, _ in each] for _ in range(runs + 1)]
    of_each = zip(*rates, strict=True)
    return [Figure(name, tuple(of_one[1:]), unit) for (name, _, unit), of_one in zip(each, of_each, strict=True)]


def spread(values: Sequence[float], form: str = ",.0f") -> str:
    return f"{min(values):{form}} to {max(values):{form}}"


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that `part` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(part * len(ordered)) - 1))]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of Markdown."""
    return [_line(head), "|---" * len(head) + "|", *(_line(row) for row in rows), ""]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
