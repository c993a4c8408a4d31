from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from psasync.kit.probe import ProbeAt, parse, probe_of
from psasync_scheduler.probe import Point


async def test_it_acts_at_the_nth_time_and_only_there():
    seen = []

    async def act() -> None:
        seen.append(True)

    probe = ProbeAt(Point.AFTER_PRODUCE, 2, act)
    counted = []
    for point in (Point.AFTER_PRODUCE, Point.AFTER_DECISION, Point.AFTER_PRODUCE, Point.AFTER_PRODUCE):
        await probe.reached(point)
        counted.append(len(seen))
    assert counted == [0, 0, 1, 1]


def test_a_setting_names_a_point_and_a_number():
    assert parse("after_decision:3", Point) == (Point.AFTER_DECISION, 3)
    assert parse("after_decision", Point) == (Point.AFTER_DECISION, 1)
    assert parse("", Point) is None
    for wrong in ("nowhere:1", "after_decision:x", ":1"):
        with pytest.raises(ValueError, match=r"."):
            probe_of(wrong, Point)


def test_it_kills():
    script = (
        "import asyncio; from psasync.kit.probe import probe_of; from psasync_scheduler.probe import Point; "
        "asyncio.run(probe_of('after_produce:1', Point).reached(Point.AFTER_PRODUCE))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -signal.SIGKILL
