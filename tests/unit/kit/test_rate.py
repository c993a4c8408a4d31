from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.kit.rate import Buckets, Rate


class Time:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


RATES = st.builds(Rate, per_minute=st.integers(1, 6000), burst=st.integers(1, 500))
STEPS = st.lists(st.floats(0, 30), min_size=1, max_size=200)


def test_a_burst_then_the_steady_rate() -> None:
    time = Time()
    buckets = Buckets(Rate(per_minute=60, burst=3), clock=time)
    assert [(each.granted, each.remaining) for each in (buckets.take("a") for _ in range(4))] == [
        (True, 2), (True, 1), (True, 0), (False, 0)
    ]  # fmt: skip
    assert buckets.take("a").wait == pytest.approx(1)
    assert buckets.take("b").granted
    time.now += 1
    assert buckets.take("a").granted
    assert not buckets.take("a").granted


@given(RATES, STEPS)
def test_no_span_holds_more_than_a_burst_and_the_rate(rate: Rate, steps: list[float]) -> None:
    time, granted = Time(), []
    buckets = Buckets(rate, clock=time)
    for step in steps:
        time.now += step
        if buckets.take("a").granted:
            granted.append(time.now)
    for first, start in enumerate(granted):
        for last in range(first, len(granted)):
            span = granted[last] - start
            assert last - first + 1 <= rate.burst + span * rate.per_second + 0.01


@given(RATES, st.integers(1, 200))
def test_who_keeps_to_the_rate_is_never_refused(rate: Rate, times: int) -> None:
    time = Time()
    buckets = Buckets(rate, clock=time)
    for _ in range(times):
        assert buckets.take("a").granted
        time.now += 1 / rate.per_second


@given(RATES, STEPS)
def test_what_it_says_is_true(rate: Rate, steps: list[float]) -> None:
    """`remaining` more are granted at once and no more, and `wait` seconds later there is another."""
    time = Time()
    buckets = Buckets(rate, clock=time)
    for step in steps:
        time.now += step
        standing = buckets.take("a")
    while standing.remaining:
        before, standing = standing, buckets.take("a")
        assert standing.granted
        assert standing.remaining == before.remaining - 1
    refused = buckets.take("a")
    assert not refused.granted
    assert buckets.look("a") == refused
    time.now += refused.wait
    assert buckets.look("a").granted
    assert buckets.take("a").granted


@given(RATES)
def test_an_empty_bucket_is_full_after_its_window(rate: Rate) -> None:
    time = Time()
    buckets = Buckets(rate, clock=time)
    while buckets.take("a").remaining:
        pass
    time.now += rate.window_seconds
    assert (buckets.look("a").remaining, buckets.look("a").wait) == (rate.burst, 0)


@given(st.lists(st.text(max_size=2), max_size=100), st.integers(1, 10))
def test_memory_is_bounded_and_the_longest_idle_goes_first(names: list[str], size: int) -> None:
    buckets = Buckets(Rate(60, 2), size=size, clock=Time())
    for name in names:
        buckets.take(name)
        buckets.look(f"unknown {name}")
    recent = list(dict.fromkeys(reversed(names)))[:size]
    assert len(buckets) == len(recent)
    assert all(buckets.look(name).remaining < 2 for name in recent)
