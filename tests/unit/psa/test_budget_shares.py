"""A service's part of a limit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.psa.budgets.shares import Share, at_once


@given(st.integers(1, 100_000), st.floats(0.05, 1))
def test_no_minute_sees_more_calls_than_the_connection_allows(calls_per_minute, part):
    share = Share.of(calls_per_minute, 60, part)
    windows = -(-60 // share.window) + 1
    assert share.calls * windows <= max(calls_per_minute * part * (1 + 2 * share.window / 60), 2)
    assert 1 <= share.chunk <= share.calls


@given(st.integers(1, 100_000), st.floats(61, 86_400), st.floats(0.05, 1))
def test_a_long_limit_is_one_window_in_small_buckets(calls, seconds, part):
    share = Share.of(calls, seconds, part)
    assert share.window == seconds
    assert share.bucket * share.buckets == pytest.approx(seconds)
    assert 1 <= share.calls <= max(1, calls * part)


@given(st.integers(1, 100), st.floats(0.01, 1))
def test_every_service_has_a_call_at_a_time(total, part):
    share = at_once(total, part)
    assert share >= 1
    assert share + 2 <= max(total, 3)
