"""Whether memory grows with the number of records."""

from __future__ import annotations

from tests.bench.figures import table
from tests.bench.lab import Lab
from tests.bench.passes import connected, full_pass_next, one_pass
from tests.bench.processes import peak_mb

WATCHED = ("executor", "results")
HEAD = ("records", "executor ready", "first import", "no change", "results ready", "first import", "no change")


async def section(lab: Lab) -> list[str]:
    """Fresh processes for each size; peaks since their start, as the kernel counts them."""
    peaks: dict[int, list[list[float]]] = {}
    async with lab.platform("simulator", "scheduler") as platform:
        for size in lab.sizes:
            async with lab.services(*WATCHED):
                syncing = await connected(platform, f"memory{size}", size)
                peaks[size] = [_peaks(lab)]
                await one_pass(platform, syncing)
                peaks[size].append(_peaks(lab))
                await full_pass_next(platform, syncing)
                await one_pass(platform, syncing)
                peaks[size].append(_peaks(lab))
    rows = [(f"{size:,}", *_cells(of_size)) for size, of_size in peaks.items()]
    return ["### Memory: largest resident set so far, MB", "", *table(HEAD, rows), *_apart(peaks)]


def _peaks(lab: Lab) -> list[float]:
    return [peak_mb(lab.cluster.pid(name)) for name in WATCHED]


def _cells(of_size: list[list[float]]) -> list[str]:
    return [f"{moment[at]:.0f}" for at in range(len(WATCHED)) for moment in of_size]


def _apart(peaks: dict[int, list[list[float]]]) -> list[str]:
    smallest, largest = min(peaks), max(peaks)
    if smallest == largest:
        return []
    apart = [after - before for before, after in zip(peaks[smallest][-1], peaks[largest][-1], strict=True)]
    told = ", ".join(f"{name} {grown:+.0f} MB" for name, grown in zip(WATCHED, apart, strict=True))
    return [f"From {smallest:,} to {largest:,} records: {told}.", ""]
