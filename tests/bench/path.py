"""The executor's record path: from the PSA's page to the destination and the events, through the running services."""

from __future__ import annotations

import time
from collections.abc import Sequence

import httpx

from tests.bench import upserts
from tests.bench.figures import HEAD, Figure, repeated, table
from tests.bench.lab import Lab
from tests.bench.passes import COMPANIES, CPU_HEAD, Pass, connected, cpu_row, full_pass_next, one_pass
from tests.support.platform import CLIENT_ID, Platform, Syncing

SERVICES = ("simulator", "scheduler", "executor", "results")
PAGE = 1000
LISTS = ("company/companies", "company/contacts")
SITES = "company/companies/{company}/sites"


async def section(lab: Lab) -> list[str]:
    first: list[Pass] = []
    unchanged: list[Pass] = []
    counts: list[int] = []
    async with lab.platform(*SERVICES) as platform:
        for run in range(lab.runs + 1):
            syncing = await connected(platform, f"bench{run}", lab.records)
            first.append(await one_pass(platform, syncing))
            written = await upserts.written(lab.settings, syncing.sync)
            counts.append(written.count)
            await full_pass_next(platform, syncing)
            unchanged.append(await one_pass(platform, syncing))
        reading = await repeated("reading the PSA's pages alone", lab.runs, lambda: read_alone(platform, syncing))
    bulk = await upserts.measure(lab.settings, lab.runs, written.documents)
    # Of each, the first run warmed up.
    return _report(lab, first[1:], unchanged[1:], counts[1:], reading, bulk)


def _report(
    lab: Lab,
    first: Sequence[Pass],
    unchanged: Sequence[Pass],
    counts: Sequence[int],
    reading: Figure,
    bulk: Sequence[Figure],
) -> list[str]:
    best = max(bulk, key=lambda figure: figure.median)
    documents = Figure(
        "first import, all collections",
        tuple(count / one.settled_seconds for count, one in zip(counts, first, strict=True)),
        "documents",
    )
    rows = [
        reading.row(),
        Figure("first import", tuple(one.rate for one in first)).row(reading),
        Figure("no change, full pass", tuple(one.rate for one in unchanged)).row(reading),
        *(figure.row() for figure in bulk),
        documents.row(best),
    ]
    return [
        f"### executor: PSA page to destination and events, {lab.records:,} records, through the running services",
        "",
        (
            f"The PSA is the simulator, on the same cores, with {COMPANIES} company, so that calls per company are not "
            "what is measured; call budget lifted; what it answered once it answers from memory. Records/s are the "
            "executor's, from its first event to its last."
        ),
        (
            f"Documents are those of {', '.join(name for _, name in upserts.WRITTEN)}, counted in the database, over "
            "the time from the request to the finished execution in results (HTTP and queueing included)."
        ),
        "",
        *table(HEAD, rows),
        "CPU microseconds per record, by process:",
        "",
        *table(CPU_HEAD, (cpu_row("first import", first), cpu_row("no change", unchanged))),
    ]


async def read_alone(platform: Platform, syncing: Syncing) -> float:
    """Records per second of a client that decodes nothing, checks nothing and keeps nothing, page after page."""
    root = f"{platform.psa}/v4_6_release/apis/3.0"
    headers = {"clientId": CLIENT_ID, "pagination-type": "forward-only"}
    auth = httpx.BasicAuth(f"{syncing.company}+demo-public-key", "demo-private-key")
    paths = [*LISTS, *(SITES.format(company=number) for number in range(1, COMPANIES + 1))]
    started = time.perf_counter()
    async with httpx.AsyncClient(headers=headers, auth=auth, timeout=60) as client:
        for path in paths:
            url: str | None = f"{root}/{path}?pageSize={PAGE}"
            while url:
                response = await client.get(url)
                assert response.is_success, response.text[:200]
                url = response.links.get("next", {}).get("url")
    return sum(syncing.counts[kind] for kind in ("companies", "sites", "contacts")) / (time.perf_counter() - started)
