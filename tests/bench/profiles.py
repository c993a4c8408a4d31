"""Where the time of executor and results goes: both run under cProfile, which makes them slower."""

from __future__ import annotations

import pstats
import re
import signal
from pathlib import Path

from tests.bench.figures import table
from tests.bench.lab import Lab
from tests.bench.passes import Pass, connected, full_pass_next, one_pass
from tests.support.platform import Platform, Syncing
from tests.support.waiting import until

PROFILED = ("executor", "results")
TOP = 20
HEAD = ("us per record", "with callees", "calls per record", "function")
_PLACE = re.compile(r".*/(site-packages|shared|services/[^/]+|lib/python[\d.]+)/")

# The driver that works in the event loop's thread: the other one's threads are not seen by the profiler.
DRIVER = {"PSASYNC_MONGO_DRIVER": "pymongo"}


async def section(lab: Lab) -> list[str]:
    lines: list[str] = []
    async with lab.platform("simulator", "scheduler") as platform:
        syncing = await connected(platform, "profile", lab.records)
        lines += await _pass(lab, platform, syncing, "first import")
        await full_pass_next(platform, syncing)
        lines += await _pass(lab, platform, syncing, "no change")
    return lines


async def _pass(lab: Lab, platform: Platform, syncing: Syncing, name: str) -> list[str]:
    """One pass, with both services started for it under the profiler."""
    profiles = {service: lab.cluster.run.root / f"{name}-{service}.prof" for service in PROFILED}
    for service, profile in profiles.items():
        await lab.spawn_under(("tests.bench.profiled", str(profile)), service, DRIVER)
    try:
        for service in PROFILED:
            await lab.ready(service)
            lab.cluster.signal(service, signal.SIGUSR1)
        done = await one_pass(platform, syncing)
        for service, profile in profiles.items():
            lab.cluster.signal(service, signal.SIGUSR2)
            await until(profile.exists, 30, f"profile of {service}")
    finally:
        for service in reversed(PROFILED):
            await lab.cluster.terminate(service)
    return _report(name, profiles, done)


def _report(name: str, profiles: dict[str, Path], done: Pass) -> list[str]:
    lines = []
    for service, profile in profiles.items():
        stats = pstats.Stats(str(profile))
        total = stats.total_tt / done.records * 1e6
        title = f"### Profile: {service}, {name}, {done.records:,} records, pymongo's async client"
        note = f"{total:.0f} us of CPU per record in the event loop's thread, the profiler's own cost included."
        lines += [title, "", note, "", *table(HEAD, _top(stats, done.records))]
    return lines


def _top(stats: pstats.Stats, records: int) -> list[tuple[str, ...]]:
    """By own time."""
    found: dict[tuple[str, int, str], tuple] = stats.stats
    costs = sorted(((own, total, calls, place) for place, (_, calls, own, total, _) in found.items()), reverse=True)
    return [
        (f"{own / records * 1e6:.1f}", f"{total / records * 1e6:.1f}", f"{calls / records:.2f}", _name(place))
        for own, total, calls, place in costs[:TOP]
    ]


def _name(place: tuple[str, int, str]) -> str:
    file, line, function = place
    return f"`{function}`" if file == "~" else f"`{_PLACE.sub('', file)}:{line} {function}`"
