"""Many clients that nothing comes for, for a long time; then many of them come back at once."""

from __future__ import annotations

import asyncio
import resource
import time

from tests.bench.figures import table
from tests.bench.lab import Lab
from tests.bench.live.contestants import Contestant, relay
from tests.bench.live.crowd import Crowd

RETURNING = 1000
SPARE_FILES = 500  # that a process needs beside its clients' connections
LOOK_SECONDS = 10
MOST_GROWTH = 0.05


async def section(lab: Lab) -> list[str]:
    clients = min(lab.idle_clients, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE_FILES)
    async with relay(lab) as contestant:
        before = contestant.memory()
        async with Crowd.connected(contestant, clients) as crowd:
            came = contestant.memory()
            used = contestant.cpu_seconds()
            largest = await _watched(contestant, lab.idle_seconds)
            core = (contestant.cpu_seconds() - used) / lab.idle_seconds
            seconds = await crowd.reconnected(min(RETURNING, clients))
    grown = (largest - came) / came
    verdict = "reached" if grown <= MOST_GROWTH else "missed"
    scaled = (
        f" of {lab.idle_clients:,}: as many as the limit of open files allows" if clients < lab.idle_clients else ""
    )
    rows = (
        ("clients", f"{clients:,}{scaled}"),
        ("memory before they came, and once they were there", f"{_mb(before)} MB, {_mb(came)} MB"),
        ("KB/connection", f"{(came - before) / clients / 1024:.1f}"),
        (f"largest within {lab.idle_seconds:.0f} s", f"{_mb(largest)} MB"),
        ("of a core, heartbeats and checks of keys", f"{core:.1%}"),
        (f"{RETURNING:,} hang up and come back at once: until the last is served", f"{seconds:.2f} s"),
    )
    goal = f"Goal: memory grows by {grown:.1%}, {MOST_GROWTH:.0%} at most: {verdict}."
    return ["### tickets-relay: idle clients", "", *table(("what", "measured"), rows), goal, ""]


async def _watched(contestant: Contestant, seconds: float) -> int:
    """The largest resident memory in that time."""
    until, largest = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        largest = max(largest, contestant.memory())
        await asyncio.sleep(min(LOOK_SECONDS, seconds))
    return largest


def _mb(size: int) -> str:
    return f"{size / 2**20:.0f}"
