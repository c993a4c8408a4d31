"""Figures and ratios, from several runs: medians, with the range beside them."""

from __future__ import annotations

import statistics
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A rate, in `unit` per second, of several runs."""

    name: str
    rates: tuple[float, ...]
    unit: str = "records"

    @property
    def median(self) -> float:
        return statistics.median(self.rates)

    def row(self, baseline: Figure | None = None) -> str:
        ratio = f"{self.median / baseline.median:.0%} of {baseline.name}" if baseline else ""
        spread = f"{min(self.rates):,.0f} to {max(self.rates):,.0f}"
        return f"| {self.name} | {self.median:,.0f} {self.unit}/s | {spread} | {ratio} |"


HEAD = "| what | median | range | ratio |\n|---|---|---|---|"


async def repeated(name: str, runs: int, once: Callable[[], Awaitable[float]], unit: str = "records") -> Figure:
    """`once` gives a rate; it runs `runs` times after one that does not count."""
    await once()
    return Figure(name, tuple([await once() for _ in range(runs)]), unit)
