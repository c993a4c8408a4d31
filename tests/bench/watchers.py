"""Live streams of results: many watchers of running executions."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any, Self

from psasync.contracts.events.records import ExecutionProgress, encode
from psasync.contracts.topics import EXECUTION_RECORDS
from psasync.contracts.vocabulary import Entity
from psasync.kit.kafka import EventProducer
from tests.bench import stream
from tests.bench.figures import percentile, spread, table
from tests.bench.lab import Lab
from tests.bench.processes import CpuTimes, resident_mb
from tests.bench.watching import CLIENTS

EXECUTIONS = 10
PAGE = 100  # records
PAGES = 20  # of each execution, one a second, those of the executions one after the other
RESULTS = "results"
ANSWER_SECONDS = 180
LIFTED = {"PSASYNC_RESULTS_WATCHERS_PER_KEY": str(CLIENTS)}


async def section(lab: Lab) -> list[str]:
    async with lab.services(RESULTS, environment=LIFTED), lab.platform("scheduler") as platform:
        producer = EventProducer(lab.settings, client_id="bench")
        ids = [f"watched-{number}" for number in range(EXECUTIONS)]
        try:
            runs = [Run(producer, number, id_) for number, id_ in enumerate(ids)]
            for run in runs:
                await run.start()
            await asyncio.gather(*(platform.until(id_, lambda document: document["last_seq"] == 1) for id_ in ids))
            before = resident_mb(lab.cluster.pid(RESULTS))
            port = int(lab.cluster.url(RESULTS).rpartition(":")[2])
            async with Watching.connected(port, platform.key, ids) as watching:
                held = resident_mb(lab.cluster.pid(RESULTS)) - before
                used = CpuTimes.since(lab.cluster, (RESULTS,))
                of_runs = await asyncio.gather(*(run.paced(watching) for run in runs))
                cpu = used.used()[RESULTS]
        finally:
            await producer.stop(10)
    return _report(held, cpu, [each for took in of_runs for each in took])


def _report(held: float, cpu: float, latencies: Sequence[float]) -> list[str]:
    head = ("watchers", "memory of each, KB", "CPU us of a delivery", "p50 ms", "p99 ms", "range")
    row = (
        f"{CLIENTS:,}",
        f"{held / CLIENTS * 1024:.1f}",
        f"{cpu / len(latencies) * 1e6:.0f}",
        f"{percentile(latencies, 0.5):.0f}",
        f"{percentile(latencies, 0.99):.0f}",
        spread(latencies, ".0f"),
    )
    return [
        f"### results: {CLIENTS:,} watchers of {EXECUTIONS} running executions",
        "",
        (
            f"Each execution reports a page of {PAGE} records a second, for {PAGES} s. Measured from handing it to "
            "Kafka until a watcher has the bytes that say so, of every watcher and page; CPU of results in that time, "
            "folding included. A stream rests 100 ms between two events. The clients are another process on the same "
            "cores."
        ),
        "",
        *table(head, [row]),
    ]


class Run:
    """One running execution, as an executor would report it."""

    def __init__(self, producer: EventProducer, number: int, execution: str) -> None:
        self._producer = producer
        self._number = number
        self._execution = execution
        self._seq = 0

    async def start(self) -> None:
        await self._send([stream.started(self._execution)])

    async def paced(self, watching: Watching) -> list[float]:
        """Milliseconds that each of its watchers waited for each page."""
        began = time.monotonic() + self._number / EXECUTIONS
        took: list[float] = []
        for page in range(PAGES):
            await asyncio.sleep(max(0, began + page - time.monotonic()))
            sent = time.monotonic_ns()
            await self._send([*self._records(), self._progress(page + 1)])
            took += [(moment - sent) / 1e6 for moment in await watching.moments(self._execution, self._seq)]
        return took

    def _records(self) -> list[Any]:
        return [stream.result(self._execution, self._seq + number) for number in range(1, PAGE + 1)]

    def _progress(self, page: int) -> ExecutionProgress:
        envelope = {"execution": self._execution, "tenant": "tenant", "sync": "sync", "fence": 1, "at": stream.AT_MS}
        seq = self._seq + PAGE + 1
        return ExecutionProgress(**envelope, seq=seq, attempt=1, executor="bench", entity=Entity.CONTACT, page=page)

    async def _send(self, events: Sequence[Any]) -> None:
        partition = self._number % EXECUTION_RECORDS.partitions
        values = [encode(event) for event in events]
        await self._producer.send_batch(EXECUTION_RECORDS, key=self._execution, values=values, partition=partition)
        self._seq = events[-1].seq


class Watching:
    """The watchers' process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._turn = asyncio.Lock()

    @classmethod
    @contextlib.asynccontextmanager
    async def connected(cls, port: int, bearer: str, executions: Sequence[str]) -> AsyncIterator[Self]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.watching", str(port), bearer, *executions),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=2**24,
        )
        watching = cls(process)
        try:
            assert await watching._answer() == {"connected": CLIENTS}
            yield watching
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def moments(self, execution: str, seq: int) -> list[int]:
        """When each watcher of the execution knew of that seq, in monotonic nanoseconds."""
        async with self._turn:
            self._process.stdin.write(f"{execution} {seq}\n".encode())
            return (await self._answer())["moments"]

    async def _answer(self) -> dict:
        async with asyncio.timeout(ANSWER_SECONDS):
            line = await self._process.stdout.readline()
        assert line, "the watchers' process has ended"
        return json.loads(line)
