from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.vocabulary import Outcome
from psasync_results.api.statistic_views import day_view
from psasync_results.domain.days import DayKey, DayTotals, day_of
from psasync_results.domain.durations import class_of, quantile
from psasync_results.domain.execution import Execution
from psasync_results.domain.fold import fold
from psasync_results.store.documents import to_document
from tests.unit.results.streams import EXECUTION, REQUEST, Stream

ZONES = sorted(available_timezones() - {"localtime", "Factory"})


def ended(at: datetime, zone: str | None, **fields: Any) -> dict[str, Any]:
    return {"tenant": "acme", "ended_at": at, "settings": {"time_zone": zone} if zone else {}, **fields}


@given(
    st.integers(31_536_000, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.sampled_from(ZONES),
)
def test_a_day_is_found_where_it_is_looked_for(at: datetime, zone: str) -> None:
    key = day_of(ended(at, zone))
    assert key is not None
    assert (key.zone, key.day) == (zone, at.astimezone(ZoneInfo(zone)).date())
    start, end = key.around
    assert start <= at < end
    assert end - start <= timedelta(hours=24 + 24 + 6 + 3)  # a day that a zone skipped lies in two


@pytest.mark.parametrize("zone", [None, "", "Mars/Olympus", "../etc/passwd", "x" * 500, "Europe", 7])
def test_an_unknown_zone_is_utc(zone: Any) -> None:
    at = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert day_of(ended(at, zone)) == DayKey("acme", "UTC", date(2026, 11, 20))


def test_what_belongs_to_no_day() -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    assert day_of(ended(at, "UTC", request={"dry_run": True})) is None
    assert day_of(ended(at, "UTC", canceled={"superseded_by": "x"})) is None
    assert day_of(ended(at, "UTC", canceled={"superseded_by": None})) is not None
    assert day_of({**ended(at, "UTC"), "ended_at": None}) is None


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=60), st.floats(0.01, 1))
def test_a_quantile_is_right_within_5_percent(milliseconds: list[int], share: float) -> None:
    totals = DayTotals()
    for each in milliseconds:
        totals.plus({**DayTotals().as_document(), "durations": {class_of(each): 1}})
    found = quantile(totals.durations, share)
    exact = next(
        each for number, each in enumerate(sorted(milliseconds), start=1) if number >= share * len(milliseconds)
    )
    assert found is not None
    assert abs(found - exact) <= max(1, exact * 0.05 + 0.5)
    assert quantile({}, share) is None


def test_a_platform_day_is_the_sum_of_its_tenants_days() -> None:
    streams = [
        Stream().started().record(Outcome.CREATED).ended(),
        Stream().started().record(Outcome.REJECTED).record(Outcome.CREATED).ended(),
        Stream().started().ended("error"),
        Stream(request=REQUEST).started().ended("canceled"),
    ]
    documents = [to_document(fold(Execution(EXECUTION), stream.events).state) for stream in streams]
    one, two, both, summed = DayTotals(), DayTotals(), DayTotals(), DayTotals()
    for number, document in enumerate(documents):
        (one if number % 2 else two).add(document)
        both.add(document)
    summed.plus(one.as_document())
    summed.plus(two.as_document())
    assert summed == both
    assert both.statuses == {"finished": 1, "finished_with_warnings": 1, "error": 1, "canceled": 1}
    shown = day_view({**both.as_document(), "day": "2026-11-20", "zone": None})
    assert (shown.runs, shown.fetched, shown.records) == (4, 3, {"created": 2, "rejected": 1})
    assert shown.failure_share == pytest.approx(2 / 3)
    assert shown.durations is not None
