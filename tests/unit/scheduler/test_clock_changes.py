"""Clock changes of every zone from 2020 to 2040: each wall time fires once, in order, where it should.

A third of each zone's changes, forward and back in turn; all of them with PSASYNC_CLOCK_CHANGES=all.

What should be is told by an oracle that knows nothing of rules: it watches the zone's clock minute by minute, and a
wall minute comes when the clock first shows it or a later one.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psasync_scheduler.domain.localtime import comes_twice, exists
from psasync_scheduler.domain.plan import Occurrence, Progress, Timing, due, preview, start, upcoming
from psasync_scheduler.domain.remarks import remark
from psasync_scheduler.domain.schedule import Schedule
from tests.unit.scheduler.transitions import ZONES, Change, changes_of, distinct, zones

ALL = os.environ.get("PSASYNC_CLOCK_CHANGES") == "all"
pytestmark = pytest.mark.timeout(900 if ALL else 120)
MINUTE = timedelta(minutes=1)
AROUND = timedelta(hours=4)  # longer than any change
EVERY_MINUTE = range(24 * 60)


@dataclass(frozen=True)
class Case:
    """A rule as the service takes it, and the minutes of a day that it names."""

    schedule: Schedule
    minutes: frozenset[int]
    weekday: int | None = None

    def wants(self, wall: datetime) -> bool:
        return minute_of(wall) in self.minutes and self.weekday in {None, wall.isoweekday()}


def cases(change: Change) -> Iterator[Case]:
    """Rules that name a time at, inside and beside the change; and those that fire often."""
    first, last = change.edges
    middle = first + (last - first) / 2
    for wall in (first - MINUTE, first, middle, last - MINUTE, last, last + MINUTE):
        yield Case(Schedule(time=f"{wall:%H:%M}", spread_minutes=0), frozenset({minute_of(wall)}))
    yield cron("*/30 * * * *", EVERY_MINUTE[::30])
    yield cron("0 * * * *", EVERY_MINUTE[::60])
    yield cron("15 */2 * * *", EVERY_MINUTE[15::120])
    yield cron(f"{middle.minute} {middle.hour} * * *", [minute_of(middle)])
    yield cron(f"{middle.minute} {middle.hour} * * {middle.isoweekday()}", [minute_of(middle)], middle.isoweekday())


def minute_of(wall: datetime) -> int:
    return wall.hour * 60 + wall.minute


def cron(expression: str, minutes: Iterable[int], weekday: int | None = None) -> Case:
    return Case(Schedule(cron=expression, spread_minutes=0), frozenset(minutes), weekday)


def looked_at() -> Iterator[tuple[ZoneInfo, Change]]:
    for name, changes in distinct().items():
        for change in changes if ALL else changes[::3]:
            yield ZoneInfo(name), change


def arrivals(change: Change) -> dict[datetime, datetime]:
    """When each wall minute around the change comes: by a clock that is looked at every minute."""
    found: dict[datetime, datetime] = {}
    instant = change.at - AROUND
    latest = (instant + change.before).replace(tzinfo=None)
    while instant < change.at + AROUND:
        instant += MINUTE
        shown = (instant + (change.before if instant < change.at else change.after)).replace(tzinfo=None)
        while latest < shown:
            latest += MINUTE
            found[latest] = instant
    return found


def firings(schedule: Schedule, zone: ZoneInfo, begin: datetime, end: datetime) -> list[Occurrence]:
    """After `begin`, up to `end`."""
    timing = Timing(schedule, zone, timedelta())
    found, progress = [], start(timing, begin)
    while (occurrence := upcoming(timing, progress)).fires_at <= end:
        found.append(occurrence)
        progress = Progress(occurrence.nominal, fired=True)
    return found


def test_there_are_changes_of_every_kind():
    sizes = {change.after - change.before for changes in distinct().values() for change in changes}
    assert {timedelta(hours=hours) for hours in (1, -1, 2, -2)} | {timedelta(minutes=30)} <= sizes
    assert len(ZONES) > 500
    assert sum(len(changes_of(name)) for name in ZONES) > 8000


def test_around_a_change_each_wall_time_fires_once_and_in_order():
    for zone, change in looked_at():
        comes = arrivals(change)
        for case in cases(change):
            found = firings(case.schedule, zone, change.at - AROUND, change.at + AROUND)
            expected = sorted({instant for wall, instant in comes.items() if case.wants(wall)})
            same = [each.fires_at for each in found] == expected
            named_once = len({each.name for each in found}) == len(found)
            in_place = all(comes[each.nominal] == each.fires_at for each in found)
            assert (same, named_once, in_place) == (True, True, True), f"{zone}, {change}, {case}: {found}"


def test_around_a_change_a_daily_time_fires_on_each_date_once():
    for zone, change in looked_at():
        for wall in (*change.edges, change.edges[0] + MINUTE):
            timing = Timing(Schedule(time=f"{wall:%H:%M}"), zone, timedelta())
            found = preview(timing, start(timing, change.at - timedelta(days=2)), 5)
            for earlier, later in pairwise(found):
                assert later.nominal - earlier.nominal == timedelta(days=1), f"{zone}, {change}, {wall}"
                assert later.fires_at > earlier.fires_at, f"{zone}, {change}, {wall}"


def test_the_remark_says_what_a_change_does():
    for zone, change in looked_at():
        first, last = change.edges
        forward = change.after > change.before
        for wall in (first, last - MINUTE):
            assert exists(wall, zone) is not forward
            assert comes_twice(wall, zone) is not forward
            assert ("does not exist" if forward else "comes twice") in str(remark(wall, zone))
        for wall in (first - MINUTE, last):
            assert remark(wall, zone) is None


parts = st.tuples(
    st.sampled_from(["0", "30", "*/30", "*/20", "17", "5,45", "59"]),
    st.sampled_from(["*", "*/2", "0", "1-4", "2", "23", "0,2,3"]),
    st.sampled_from(["* * *", "*/2 * *", "* * 0", "25-31 * *", "* 3,10 1-7", "* * 1-5"]),
)
rules = st.one_of(
    st.builds(lambda parts: {"cron": " ".join(parts)}, parts),
    st.builds(lambda hour, minute: {"time": f"{hour:02}:{minute:02}"}, st.integers(0, 23), st.integers(0, 59)),
)


@settings(max_examples=600 if ALL else 60)
@given(zones, rules, st.integers(0, 720), st.data())
def test_whatever_clocks_do_each_occurrence_fires_once_or_is_missed(name, rule, spread, data):
    """Several replicas whose own clock is set forward and back by days while they run, across a change if there is one.

    As the database has it, a name is taken once, and the plan moves only from what was read.
    """
    chance = random.Random(data.draw(st.integers()))
    changes = changes_of(name)
    middle = chance.choice(changes).at if changes else datetime(2030, 6, 1, tzinfo=UTC)
    timing = Timing(Schedule(**rule), ZoneInfo(name), timedelta(minutes=spread))
    begin = clock = highest = middle - timedelta(days=4)
    plan = start(timing, begin)
    treated: set[str] = set()
    told = 0
    while clock < begin + timedelta(days=8):
        clock += timedelta(minutes=chance.randint(1, 240))
        if chance.random() < 0.05:
            clock += timedelta(hours=chance.randint(-60, 30))
        highest = max(highest, clock)
        found = due(timing, plan, clock, timedelta(hours=12))
        told += (found.missed.count if found.missed else 0) + (1 if found.fire else 0)
        for each in (found.fire, found.missed.last if found.missed else None):
            if each is not None:
                assert each.name not in treated
                assert each.fires_at <= clock
                treated.add(each.name)
        plan = found.progress
    ahead = firings(timing.schedule, timing.zone, begin - timing.offset, highest - timing.offset)
    assert told == len(ahead)
