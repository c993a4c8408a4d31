from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.events.requested import Period
from psasync_executor.domain.period import BEGINNING, END, instants_of

ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)


@given(st.dates(), st.dates(), ZONES)
def test_every_period_of_the_calendar_has_its_instants(one: date, other: date, zone: ZoneInfo):
    first, last = sorted((one, other))
    begin, end = instants_of(Period(first=first, last=last), zone)
    assert BEGINNING <= begin < end <= END


@given(ZONES)
def test_the_ends_of_the_calendar_are_in_it(zone: ZoneInfo):
    begin, end = instants_of(Period(first=date.min, last=date.max), zone)
    assert begin - BEGINNING <= timedelta(days=1)
    assert END - end <= timedelta(days=1)


def test_a_day_is_that_of_the_zone():
    day = Period(first=date(2026, 3, 29), last=date(2026, 3, 29))
    begin, end = instants_of(day, ZoneInfo("Europe/Berlin"))
    assert (begin, end) == (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))
