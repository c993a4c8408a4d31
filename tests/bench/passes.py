"""Passes of one sync through the running services, and what each cost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

from tests.bench.processes import CpuTimes
from tests.support.platform import TERMINAL, Platform, Syncing

ENTITIES = ("company", "company_site", "contact")
COMPANIES = 1
"""Sites are read company by company: with many companies their calls would be what is measured."""
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


async def full_pass_next(platform: Platform, syncing: Syncing) -> None:
    """Another set of entities makes the next default run a full pass; the added one has a handful of records."""
    path = f"/v1/syncs/{syncing.sync}"
    current = await platform.call("GET", "scheduler", path)
    wanted = [*ENTITIES, "ticket_priority"] if len(current["entities"]) == len(ENTITIES) else [*ENTITIES]
    condition = {"If-Match": f'"{current["version"]}"'}
    await platform.call("PATCH", "scheduler", path, json={"entities": wanted}, headers=condition)
