"""The compact set behaves as a set, and stays compact."""

from __future__ import annotations

import random
import sys

from hypothesis import given
from hypothesis import strategies as st

from psasync_executor.domain.hashset import HashSet


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 50).map(lambda n: n * 1024)))
def test_as_a_set(values):
    known: set[int] = set()
    hashes = HashSet()
    for value in values:
        assert (value in hashes) == ((value or 1) in known)
        assert hashes.add(value) == ((value or 1) not in known)
        known.add(value or 1)
    assert len(hashes) == len(known)


def test_growth_keeps_everything_in_few_bytes():
    rng = random.Random(4)
    values = [rng.getrandbits(64) for _ in range(50_000)]
    hashes = HashSet()
    for value in values:
        hashes.add(value)
    assert all(value in hashes for value in values)
    assert not any(rng.getrandbits(64) in hashes for _ in range(50_000))
    assert sys.getsizeof(hashes._slots) <= 34 * len(values)
