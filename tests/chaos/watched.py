"""The syncs of a simulated month, with what was done to them: from that follows what must fire, and what may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from tests.chaos.almanac import Rule, at, nominals
from tests.chaos.replicas import Answered

# What clocks of replicas differ by, and what passes between a measured moment and the one in the product.
MARGIN = timedelta(minutes=6)


@dataclass
class Running:
    """A time in which a sync runs by itself: it began and ended somewhere within each pair of moments."""

    began: tuple[datetime, datetime]
    ended: tuple[datetime, datetime] | None = None


@dataclass(frozen=True)
class Window:
    """An occurrence, and the instants between which it comes."""

    name: str
    earliest: datetime
    latest: datetime


@dataclass
class Watched:
    id: str
    zone: str
    rule: Rule
    spread: int
    widest: int  # of all spreads that it has had
    edited: bool = False
    moved: bool = False  # a daily time that was another one before: only its dates count
    running: list[Running] = field(default_factory=list)

    @property
    def runs(self) -> bool:
        return bool(self.running) and self.running[-1].ended is None

    def starts(self, answer: Answered) -> None:
        self.running.append(Running((answer.before, answer.after)))

    def ends(self, before: datetime, after: datetime) -> None:
        self.running[-1].ended = (before, after)

    def edits(self, rule: Rule, spread: int) -> None:
        self.edited = True
        self.moved |= rule is not self.rule
        self.rule, self.spread, self.widest = rule, spread, max(spread, self.widest)

    def windows(self, first: datetime, last: datetime) -> Iterator[Window]:
        widest = timedelta(minutes=self.widest)
        if not self.moved:
            for each in nominals(self.rule, self.zone, first, last):
                yield Window(each.name, each.instant, each.instant + widest)
            return
        for day, following in pairwise(nominals(at(0, 0), self.zone, first, last)):
            yield Window(day.name, day.instant, following.instant + widest)

    def must(self, window: Window) -> bool:
        """It lies wholly within a time in which the sync ran."""
        return any(
            one.ended is not None
            and one.began[1] + MARGIN <= window.earliest
            and window.latest <= one.ended[0] - MARGIN
            for one in self.running
        )

    def may(self, window: Window) -> bool:
        """It touches one."""
        return any(
            one.ended is not None
            and one.began[0] - MARGIN <= window.latest
            and window.earliest <= one.ended[1] + MARGIN
            for one in self.running
        )
