"""Every clock change of every zone, found by looking at the clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2041, 1, 1, tzinfo=UTC)
LOOKS = [FIRST + timedelta(days=days) for days in range(0, 7672, 5)]  # no zone changes its clocks twice in five days
ZONES = sorted(available_timezones() - {"Factory", "localtime", "posixrules"})
zones = st.sampled_from(ZONES)


@dataclass(frozen=True)
class Change:
    """From `at` on the zone's clocks show `after` instead of `before`."""

    at: datetime
    before: timedelta
    after: timedelta

    @property
    def edges(self) -> tuple[datetime, datetime]:
        """The wall times between which clocks leave out or repeat what there is; naive, the earlier one first."""
        walls = sorted((self.at + offset).replace(tzinfo=None) for offset in (self.before, self.after))
        return walls[0], walls[1]


@cache
def changes_of(name: str) -> tuple[Change, ...]:
    """Between 2020 and 2040."""
    zone = ZoneInfo(name)
    looks = [(instant, _offset(zone, instant)) for instant in LOOKS]
    return tuple(_halved(zone, earlier, later) for (earlier, one), (later, other) in pairwise(looks) if one != other)


@cache
def distinct() -> dict[str, tuple[Change, ...]]:
    """One zone for all that have the same clocks, under the first one's name."""
    known: dict[tuple[timedelta, tuple[Change, ...]], str] = {}
    for name in ZONES:
        known.setdefault((_offset(ZoneInfo(name), FIRST), changes_of(name)), name)
    return {name: changes for (_, changes), name in known.items()}


def _halved(zone: ZoneInfo, earlier: datetime, later: datetime) -> Change:
    before, after = _offset(zone, earlier), _offset(zone, later)
    while later - earlier > timedelta(seconds=1):
        middle = earlier + (later - earlier) // 2
        if _offset(zone, middle) == before:
            earlier = middle
        else:
            later = middle
    return Change(later.replace(microsecond=0), before, after)


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    offset = instant.astimezone(zone).utcoffset()
    assert offset is not None
    return offset
