from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.kit.backoff import Backoff


@given(st.integers(), st.floats(0.001, 10), st.floats(1, 100))
def test_every_wait_is_within_its_ceiling(seed: int, first: float, factor: float) -> None:
    cap = first * factor
    backoff = Backoff(first, cap, seed=seed)
    for attempt in range(100):
        assert 0 <= backoff.next() <= min(cap, first * 2.0**attempt)


def test_the_same_seed_waits_the_same() -> None:
    one, other = Backoff(1, 60, seed=4), Backoff(1, 60, seed=4)
    assert [one.next() for _ in range(9)] == [other.next() for _ in range(9)]


def test_grows_and_starts_again_after_reset() -> None:
    backoff = Backoff(0.001, 1000, seed=1)
    assert max(backoff.next() for _ in range(30)) > 1
    backoff.reset()
    assert backoff.next() <= 0.001


def test_survives_any_number_of_attempts() -> None:
    backoff = Backoff(1, 5)
    for _ in range(5000):
        assert backoff.next() <= 5


@pytest.mark.parametrize(("first", "cap"), [(0, 1), (2, 1), (-1, 1)])
def test_refuses_what_cannot_be(first: float, cap: float) -> None:
    with pytest.raises(ValueError, match="backoff"):
        Backoff(first, cap)
