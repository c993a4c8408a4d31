"""When schedules are to fire, by looking at every minute of a zone's clocks: knows nothing of the product's rules.

A wall time has come once clocks show it, or a later one, for the first time. What clocks jump over comes with the jump;
what they show again has been.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
_RUN_UP = timedelta(hours=6)  # so that a repeated hour before the beginning is known as one


@dataclass(frozen=True)
class Rule:
    """What is sent to the product, and the wall times that are meant by it."""

    schedule: tuple[tuple[str, str], ...]
    matches: Callable[[datetime], bool]
    daily: bool

    def body(self, spread: int) -> dict[str, object]:
        return {**dict(self.schedule), "spread_minutes": spread}

    def name(self, wall: datetime) -> str:
        return wall.date().isoformat() if self.daily else wall.isoformat(timespec="minutes")


def at(hour: int, minute: int) -> Rule:
    """Every day at that time."""
    text = f"{hour:02}:{minute:02}"
    return Rule((("time", text),), lambda wall: (wall.hour, wall.minute) == (hour, minute), daily=True)


def cron(expression: str, matches: Callable[[datetime], bool]) -> Rule:
    return Rule((("cron", expression),), matches, daily=False)


HALF_HOURS = cron("*/30 * * * *", lambda wall: wall.minute in {0, 30})
EVERY_SIX_HOURS = cron("15 */6 * * *", lambda wall: wall.minute == 15 and wall.hour % 6 == 0)
WORKDAYS = cron("30 2 * * 1-5", lambda wall: (wall.hour, wall.minute) == (2, 30) and wall.weekday() < 5)
SUNDAYS = cron("30 2 * * 0", lambda wall: (wall.hour, wall.minute) == (2, 30) and wall.weekday() == 6)
SUNDAY_QUARTERS = cron(
    "*/15 1-3 * * 0", lambda wall: wall.weekday() == 6 and 1 <= wall.hour <= 3 and wall.minute % 15 == 0
)


@dataclass(frozen=True)
class Nominal:
    """An occurrence: its name, and the instant at which its wall time comes."""

    name: str
    wall: datetime
    instant: datetime


def nominals(rule: Rule, zone: str, first: datetime, last: datetime) -> Iterator[Nominal]:
    """In the order in which they come; several that come with one jump are one, called by the last of them."""
    for instant, walls in _shown(zone, first, last):
        due = [wall for wall in walls if rule.matches(wall)]
        if due:
            yield Nominal(rule.name(due[-1]), due[-1], instant)


@cache
def _shown(zone: str, first: datetime, last: datetime) -> tuple[tuple[datetime, tuple[datetime, ...]], ...]:
    """Minute by minute, the wall times that come with it."""
    clock, minute = ZoneInfo(zone), first.replace(second=0, microsecond=0) - _RUN_UP
    latest = minute.astimezone(clock).replace(tzinfo=None)
    shown = []
    while minute <= last:
        wall = minute.astimezone(clock).replace(tzinfo=None, fold=0)
        come = []
        while latest < wall:
            latest += MINUTE
            come.append(latest)
        if come and minute >= first:
            shown.append((minute, tuple(come)))
        minute += MINUTE
    return tuple(shown)
