"""How firings lie in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from psasync.contracts.vocabulary import System
from psasync_scheduler.domain.density import density, stretch_of

NIGHT = datetime(2026, 11, 28, 1, 30, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def test_each_firing_is_in_the_stretch_that_holds_it():
    firings = [
        (NIGHT, System.CONNECTWISE),
        (NIGHT + timedelta(minutes=14, seconds=59), System.CONNECTWISE),
        (NIGHT + QUARTER, System.HALOPSA),
        (NIGHT - timedelta(seconds=1), System.SYNCRO),
        (NIGHT + 3 * QUARTER, System.SYNCRO),
    ]
    found = density(firings, NIGHT, QUARTER, 3)
    assert [stretch.begins for stretch in found] == [NIGHT, NIGHT + QUARTER, NIGHT + 2 * QUARTER]
    assert [stretch.systems for stretch in found] == [{System.CONNECTWISE: 2}, {System.HALOPSA: 1}, {}]
    assert [stretch.syncs for stretch in found] == [2, 1, 0]


def test_stretches_begin_at_round_times():
    assert stretch_of(NIGHT + timedelta(minutes=7, seconds=3), QUARTER) == NIGHT
    assert stretch_of(NIGHT + timedelta(minutes=45), timedelta(hours=1)) == NIGHT.replace(hour=2, minute=0)
