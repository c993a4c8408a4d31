"""Passes of one sync through the running services, and what each cost."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.processes import MEASURED, CpuTimes
from tests.support.platform import TERMINAL, Platform, Syncing

ENTITIES = ("company", "company_site", "contact")
COMPANIES = 1
"""Sites are read company by company: with many companies their calls would be what is measured."""
ADDED = "ticket_priority"
CPU_HEAD = ("pass", *MEASURED)
POLL_SECONDS = 0.2
WITHIN_SECONDS = 3600


@dataclass(frozen=True)
class Pass:
    """One execution."""

    records: int
    seconds: float  # of the executor, from its first event to its last
    settled_seconds: float  # from the request to the finished document in results
    cpu_seconds: Mapping[str, float]  # by process

    @property
    def rate(self) -> float:
        return self.records / self.seconds


async def connected(platform: Platform, company: str, records: int) -> Syncing:
    return await platform.connect(company, records, entities=ENTITIES, companies=COMPANIES)


async def one_pass(platform: Platform, syncing: Syncing) -> Pass:
    cpu = CpuTimes.since(platform.cluster)
    started = time.perf_counter()
    execution = await platform.request(syncing)
    async with asyncio.timeout(WITHIN_SECONDS):
        while (document := await platform.execution(execution)) is None or document["status"] not in TERMINAL:
            await asyncio.sleep(POLL_SECONDS)
    seconds = time.perf_counter() - started
    assert document["status"].startswith("finished"), document
    return Pass(document["fetched"], document["duration_ms"] / 1000, seconds, cpu.used())


async def full_pass_next(platform: Platform, syncing: Syncing, added: str = ADDED) -> None:
    """Another set of entities makes the next default run a full pass: `added` comes, or goes; let it have few."""
    path = f"/v1/syncs/{syncing.sync}"
    current = await platform.call("GET", "scheduler", path)
    kept = [entity for entity in current["entities"] if entity != added]
    wanted = kept if added in current["entities"] else [*kept, added]
    condition = {"If-Match": f'"{current["version"]}"'}
    await platform.call("PATCH", "scheduler", path, json={"entities": wanted}, headers=condition)


def cpu_row(name: str, passes: Sequence[Pass]) -> tuple[str, ...]:
    """The cells under CPU_HEAD: microseconds per record, medians."""
    return name, *(
        f"{statistics.median(one.cpu_seconds[process] / one.records for one in passes) * 1e6:,.0f}"
        if process in passes[0].cpu_seconds
        else "not ours"
        for process in MEASURED
    )
