from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from psasync.kit.clock import RealClock, ScaledClock, clock_from


def test_real_clock_is_aware_and_in_utc() -> None:
    now = RealClock().now()
    assert now.utcoffset() == timedelta(0)
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=1)


async def test_scaled_clock_runs_faster_and_sleeps_shorter() -> None:
    clock = ScaledClock(1000)
    before, started = clock.now(), time.monotonic()
    await clock.sleep(60)
    real = time.monotonic() - started
    assert 0.05 < real < 2
    assert clock.now() - before >= timedelta(seconds=60)


def test_scaled_clocks_with_one_anchor_agree() -> None:
    anchor = datetime.now(UTC) - timedelta(seconds=10)
    one, other = ScaledClock(100, anchor), ScaledClock(100, anchor)
    assert abs(one.now() - other.now()) < timedelta(seconds=5)
    assert timedelta(seconds=1000) <= one.now() - anchor < timedelta(seconds=1100)


def test_monotonic_is_scaled_too() -> None:
    clock = ScaledClock(1000)
    first = clock.monotonic()
    time.sleep(0.01)
    assert clock.monotonic() - first >= 10


@pytest.mark.parametrize("rate", [0, -1])
def test_rate_has_to_be_above_zero(rate: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        ScaledClock(rate)


def test_settings_choose() -> None:
    assert isinstance(clock_from(SimpleNamespace(clock_rate=1.0, clock_anchor=None)), RealClock)
    assert isinstance(clock_from(SimpleNamespace(clock_rate=60.0, clock_anchor=None)), ScaledClock)
