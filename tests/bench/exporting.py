"""An export of very many records: how fast, and whether the service's memory grows with it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import httpx

from psasync.contracts.vocabulary import Entity, Outcome
from psasync.kit.mongo import Database, connect
from psasync_results.domain.execution import Execution
from psasync_results.domain.fold import fold
from psasync_results.domain.rows import name, record_document
from psasync_results.store import executions
from psasync_results.store.documents import to_document
from psasync_results.store.record_results import RECORDS
from tests.bench.figures import table
from tests.bench.lab import Lab
from tests.bench.processes import peak_mb
from tests.bench.stream import result
from tests.unit.results.streams import Stream

RESULTS = "results"
FEW = 20_000  # the export that a process has done before its memory is looked at
WITHIN_SECONDS = 1800
_INSERTED = 2_000


async def section(lab: Lab) -> list[str]:
    rows = []
    async with lab.platform("scheduler", RESULTS) as platform:
        database = await connect(lab.settings, "results")
        for id_, count in (("few", FEW), ("many", lab.exported)):
            await _loaded(database, id_, count)
        await database.close()
        for form in ("csv", "jsonl"):
            await _exported(platform.http, lab, platform.key, "few", form)
            before = peak_mb(lab.cluster.pid(RESULTS))
            lines, size, took = await _exported(platform.http, lab, platform.key, "many", form)
            assert lines >= lab.exported, f"{lines} lines of {lab.exported} records"
            grown = peak_mb(lab.cluster.pid(RESULTS)) - before
            rows.append((form, f"{lab.exported / took:,.0f} records/s", f"{size / 2**20:,.0f}", f"{grown:.1f}"))
    return [
        f"### results: an export of {lab.exported:,} records",
        "",
        f"Over HTTP, read as fast as it comes. Memory: how much the process's peak grew over that of {FEW:,} records.",
        "",
        *table(("format", "rate", "MB", "MB that memory grew"), rows),
    ]


async def _loaded(database: Database, id_: str, count: int) -> None:
    state = fold(Execution(id_), Stream(id_).started().ended().events).state
    contact = Entity.CONTACT.value
    told = {"spans": {contact: (1, count)}, "counts": {contact: {Outcome.CREATED.value: count}}}
    document = {**to_document(replace(state, last_seq=count + 1, **told)), "rev": 1}
    await database.collection(executions.COLLECTION).insert_many([document])
    template = record_document(result(id_, 1))
    for first in range(1, count + 1, _INSERTED):
        seqs = range(first, min(first + _INSERTED, count + 1))
        documents = [{**template, "_id": name(id_, seq), "seq": seq, "source_id": str(seq)} for seq in seqs]
        await database.collection(RECORDS).insert_many(documents, ordered=False)


async def _exported(http: httpx.AsyncClient, lab: Lab, key: str, id_: str, form: str) -> tuple[int, int, float]:
    """Lines, bytes and seconds."""
    url = f"{lab.cluster.url(RESULTS)}/v1/executions/{id_}/records/export"
    lines = size = 0
    began = time.perf_counter()
    async with (
        asyncio.timeout(WITHIN_SECONDS),
        http.stream("GET", url, params={"format": form}, headers={"Authorization": f"Bearer {key}"}) as answer,
    ):
        answer.raise_for_status()
        async for chunk in answer.aiter_bytes():
            lines += chunk.count(b"\n")
            size += len(chunk)
    return lines, size, time.perf_counter() - began
