"""`make bench`: every figure in one run, as the table that RESULTS.md holds."""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from psasync_results.settings import ResultsSettings
from tests.bench import fold, machine, path
from tests.bench.figures import HEAD
from tests.support.cluster import Cluster
from tests.support.platform import Platform

RUNS = 3
SIZES = (10_000, 200_000)


async def main(sizes: tuple[int, ...], runs: int) -> None:
    with tempfile.TemporaryDirectory(prefix="psasync-bench-") as folder:
        async with Cluster(Path(folder)) as cluster:
            os.environ.update(cluster.environment)
            settings = ResultsSettings()
            print(f"## {datetime.now(UTC):%Y-%m-%d}\n\n{machine.line()}\n")
            await _fold(settings, runs)
            await _path(cluster, settings, sizes, runs)


async def _fold(settings: ResultsSettings, runs: int) -> None:
    print(f"### results: the fold, {fold.EVENTS:,} events on one partition, median of {runs}\n\n{HEAD}")
    for figure, baseline in await fold.measure(settings, runs):
        print(figure.row(baseline))


async def _path(cluster: Cluster, settings: ResultsSettings, sizes: tuple[int, ...], runs: int) -> None:
    upserts = await path.bulk_upserts(settings, runs)
    await cluster.spawn_all({"PSASYNC_SIMULATOR_RATE_LIMIT_PER_MINUTE": "0"})
    async with Platform(cluster) as platform:
        measured = await path.measure(platform, sizes)
    print("\n### executor: PSA page to destination and events, through the running services\n")
    print("| what | records | seconds | records/s | executor's peak memory |\n|---|---|---|---|---|")
    for name, passes in measured.items():
        for run in passes:
            print(f"| {name} | {run.records:,} | {run.seconds:.1f} | {run.rate:,.0f} | {run.peak_mb:.0f} MB |")
    print(f"\nThe same server's bulk upsert: {upserts.median:,.0f} documents/s.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    options = parser.parse_args()
    asyncio.run(main(tuple(options.sizes), options.runs))
