"""The executor's record path: from the PSA's page to the destination and the events, through the running services."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psasync.kit.mongo import UpdateOne, connect
from psasync.kit.settings import CommonSettings
from tests.bench.figures import Figure
from tests.support.cluster import Cluster
from tests.support.platform import Platform, Syncing

ENTITIES = ("company", "company_site", "contact")


@dataclass(frozen=True)
class Run:
    records: int
    seconds: float
    peak_mb: float  # of the executor process since its start

    @property
    def rate(self) -> float:
        return self.records / self.seconds


async def measure(platform: Platform, sizes: tuple[int, ...]) -> dict[str, list[Run]]:
    """First import, then a full pass that finds no change, for each size; each size with an executor of its own."""
    runs: dict[str, list[Run]] = {"first import": [], "no change": []}
    for size in sizes:
        await platform.cluster.restart("executor")
        await platform.cluster.wait_ready("executor")
        syncing = await platform.connect(f"bench{size}", size, entities=ENTITIES)
        runs["first import"].append(await _run(platform, syncing))
        # Another set of entities makes the next default run a full pass.
        await _full_pass_next(platform, syncing)
        runs["no change"].append(await _run(platform, syncing))
    return runs


async def _full_pass_next(platform: Platform, syncing: Syncing) -> None:
    current = await platform.call("GET", "scheduler", f"/v1/syncs/{syncing.sync}")
    await platform.call(
        "PATCH",
        "scheduler",
        f"/v1/syncs/{syncing.sync}",
        json={"entities": [*ENTITIES, "ticket_priority"]},
        headers={"If-Match": f'"{current["version"]}"'},
    )


async def _run(platform: Platform, syncing: Syncing) -> Run:
    document = await platform.run(syncing, within=1800)
    assert document["status"].startswith("finished"), document
    return Run(document["fetched"], document["duration_ms"] / 1000, _peak_mb(platform.cluster))


def _peak_mb(cluster: Cluster) -> float:
    pid = json.loads((cluster.run.pids / "executor").read_text())["pid"]
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    peak = next(line for line in status if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


async def bulk_upserts(settings: CommonSettings, runs: int) -> Figure:
    """The same server's bulk upsert of documents like the destination's, beside which first import is judged."""
    database = await connect(settings, "bench_upserts")
    collection = database.collection("documents")
    rates = []
    try:
        for run in range(runs + 1):
            started = time.perf_counter()
            count = int(os.environ.get("PSASYNC_BENCH_UPSERTS", "20000"))
            for first in range(0, count, 1000):
                await collection.bulk_write([_upsert(run, first + n) for n in range(1000)])
            rates.append(count / (time.perf_counter() - started))
    finally:
        await database.drop()
        await database.close()
    return Figure("bulk upsert", tuple(rates[1:]), "documents")


def _upsert(run: int, number: int) -> UpdateOne:
    content: dict[str, Any] = {
        "tenant": "tenant",
        "sync": "sync",
        "entity": "contact",
        "data": {"name": f"Contact {number}", "email": f"contact{number}@example.org", "title": "Engineer"},
    }
    return UpdateOne({"_id": f"{run}/{number}"}, {"$set": content}, upsert=True)
