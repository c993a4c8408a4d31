"""Local wall times and instants: which instant a nominal local time stands for."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# Files of the zone database that name no place.
_NOT_ZONES = frozenset({"Factory", "localtime", "posixrules"})


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones()) - _NOT_ZONES


def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises `ValueError`."""
    if name not in _known():
        raise ValueError(f"{name!r} is not an IANA time zone")
    return ZoneInfo(name)


def local(instant: datetime, zone: ZoneInfo) -> datetime:
    """The wall time at an instant, naive."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def exists(nominal: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks in the zone ever show this wall time."""
    return local(nominal.replace(tzinfo=zone, fold=0).astimezone(UTC), zone) == nominal


def comes_twice(nominal: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks in the zone show this wall time two times."""
    first, second = (nominal.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first < second and exists(nominal, zone)


def instant_of(nominal: datetime, zone: ZoneInfo) -> datetime:
    """When a nominal wall time comes, in UTC.

    One that clocks leave out is the first instant after the gap; one that they show twice is the first of the two.
    A later wall time never gives an earlier instant.
    """
    first = nominal.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if local(first, zone) == nominal:
        return first
    return _end_of_gap(nominal, zone)


def _end_of_gap(nominal: datetime, zone: ZoneInfo) -> datetime:
    """The transition, found by halving: before it clocks show less than `nominal`, from it on they show more."""
    before, after = (nominal.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if local(middle, zone) < nominal:
            before = middle
        else:
            after = middle
    return after
