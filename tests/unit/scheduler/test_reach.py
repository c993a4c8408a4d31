"""A look reaches no further than another batch is likely to be, and in the end as far as now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from psasync_scheduler.domain.reach import Reach

NOW = datetime(2026, 6, 11, 3, 0, tzinfo=UTC)
BATCH = 50


@settings(deadline=None)
@given(st.lists(st.integers(0, 12 * 3600), max_size=1000))
def test_every_due_one_is_found_and_looks_stay_small(ages):
    due = sorted(NOW - timedelta(seconds=age) for age in ages)
    reach, looks, treated = Reach.first(NOW), 0, 0
    while True:
        matching = [moment for moment in due if moment <= reach.until]
        found, looks = matching[:BATCH], looks + 1
        due = due[len(found) :]
        treated += len(found)
        full = len(found) == BATCH
        if reach.until >= NOW and not full:
            break
        reach = reach.following(found, NOW, full=full)
    assert treated == len(ages)
    assert looks <= 20 * (len(ages) // BATCH + 2)


def test_an_even_window_is_read_a_few_times_at_most():
    """By a server that reads all that matches before it takes the first ones."""
    due = [NOW - timedelta(seconds=3600) + timedelta(seconds=3600 * number / 5000) for number in range(5000)]
    reach, read = Reach.first(NOW), 0
    while due:
        matching = [moment for moment in due if moment <= reach.until]
        read += len(matching)
        found, due = matching[:BATCH], due[len(matching[:BATCH]) :]
        reach = reach.following(found, NOW, full=len(found) == BATCH)
    assert read < 4 * 5000
