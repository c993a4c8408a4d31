"""The relay's fan-out to many SSE clients of one tenant, against a bare broadcast of the same events."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from psasync.contracts.cloudevents import Attributes
from psasync.contracts.events.tickets import TYPE, Named, TicketChanged, TicketKind
from psasync.contracts.topics import TICKETS
from psasync.contracts.vocabulary import System
from psasync.kit.ids import new_id
from psasync.kit.kafka import EventProducer
from psasync_local import probes
from psasync_local.ports import HOST, free_port
from psasync_local.process import Command
from tests.bench.figures import Figure, percentile, spread, table
from tests.bench.lab import Lab
from tests.bench.processes import CpuTimes

CLIENTS = 200
BURST = 1500  # events: below the backlog at which the relay cuts a consumer off
BURSTS = 5  # of one run, each after the one before has arrived
PACED_PER_SECOND = 30
PACED_SECONDS = 10
ANSWER_SECONDS = 150
RELAY, BROADCAST = "tickets-relay", "broadcast"


@dataclass(frozen=True)
class Measured:
    """One server, several runs."""

    name: str
    deliveries: Figure
    latencies_ms: list[list[float]]  # by run: of each event, until the last client had it
    cpu_micros: list[float]  # by run: per delivery, of the server's process, at saturation
    paced_cpu_micros: list[float]  # the same where each event is a write of its own to each client

    def row(self, baseline: Measured | None = None) -> tuple[str, ...]:
        median, p99 = ([percentile(run, part) for run in self.latencies_ms] for part in (0.5, 0.99))
        return (
            *self.deliveries.row(baseline.deliveries if baseline else None),
            f"{statistics.median(self.cpu_micros):.2f}",
            f"{statistics.median(self.cpu_micros) * self.deliveries.median / 1e6:.0%}",
            f"{statistics.median(self.paced_cpu_micros):.0f}",
            f"{statistics.median(median):.1f} ({spread(median, '.1f')})",
            f"{statistics.median(p99):.1f} ({spread(p99, '.1f')})",
        )


class Listeners:
    """The clients' process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    @contextlib.asynccontextmanager
    async def connected(cls, port: int, path: str, bearer: str = "") -> AsyncIterator[Self]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.listeners", str(port), path, str(CLIENTS), bearer),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=2**24,
        )
        listeners = cls(process)
        try:
            assert await listeners._answer() == {"connected": CLIENTS}
            yield listeners
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def moments(self, events: int) -> list[int]:
        """When the last client had each of the next events, in monotonic nanoseconds."""
        self._process.stdin.write(b"%d\n" % events)
        return (await self._answer())["moments"]

    async def _answer(self) -> dict:
        async with asyncio.timeout(ANSWER_SECONDS):
            line = await self._process.stdout.readline()
        assert line, "the clients' process has ended"
        return json.loads(line)


class Tickets:
    """Publishes straight to the topic, as the relay's webhook side would."""

    def __init__(self, producer: EventProducer, tenant: str) -> None:
        self._producer = producer
        self._tenant = tenant

    async def send(self, number: int) -> int:
        """When it was handed over, in monotonic nanoseconds."""
        event = ticket(self._tenant, number)
        attributes = Attributes(
            id=new_id(), source="/connections/bench", type=TYPE, time=event.received_at, subject=event.ticket_id
        )
        body, headers = event.model_dump_json().encode(), attributes.headers()
        sent = time.monotonic_ns()
        await self._producer.send(TICKETS, key=self._tenant, value=body, headers=headers)
        return sent

    async def burst(self) -> int:
        """A page of events, without headers; when it was handed over."""
        values = [ticket(self._tenant, number).model_dump_json().encode() for number in range(BURST)]
        sent = time.monotonic_ns()
        await self._producer.send_batch(TICKETS, key=self._tenant, values=values)
        return sent

    async def paced(self) -> list[int]:
        """One after another in their order, each at its time, whatever happened to the one before."""
        began = time.monotonic()
        tasks = []
        for number in range(PACED_PER_SECOND * PACED_SECONDS):
            await asyncio.sleep(max(0, began + number / PACED_PER_SECOND - time.monotonic()))
            tasks.append(asyncio.create_task(self.send(number)))
        return await asyncio.gather(*tasks)


def ticket(tenant: str, number: int) -> TicketChanged:
    """Some 900 bytes as JSON."""
    return TicketChanged(
        tenant=tenant,
        connection="bench",
        system=System.CONNECTWISE,
        kind=TicketKind.UPDATED,
        ticket_id=str(number),
        title="The printer on the second floor prints only every other page",
        board=Named(id="1", name="Service desk"),
        status=Named(id="16", name="In progress"),
        priority=Named(id="4", name="Medium"),
        company=Named(id="250", name="Example company"),
        received_at=datetime.now(UTC),
        payload={"id": number, "summary": "The printer on the second floor", "text": "It does. " * 40},
    )


async def section(lab: Lab) -> list[str]:
    async with lab.platform("scheduler", RELAY) as platform:
        tenant = await platform.call("POST", "scheduler", "/v1/tenants", json={"name": "bench", "time_zone": "UTC"})
        path = f"/v1/tenants/{tenant['id']}/tickets/events"
        relay_port = int(lab.cluster.url(RELAY).rpartition(":")[2])
        async with Listeners.connected(relay_port, path, platform.key) as listeners:
            relay = await _measure(lab, RELAY, listeners, tenant["id"])
    # On the topic that the relay has made.
    async with _broadcast(lab) as port, Listeners.connected(port, "/events") as listeners:
        bare = await _measure(lab, BROADCAST, listeners, tenant["id"])
    size = len(ticket(tenant["id"], 1).model_dump_json())
    return _report(bare, relay, size)


def _report(bare: Measured, relay: Measured, size: int) -> list[str]:
    head = (
        "what",
        "deliveries",
        "range",
        "ratio",
        "CPU us/delivery",
        "of a core",
        f"CPU us/delivery at {PACED_PER_SECOND}/s",
        "p50 ms to all",
        "p99 ms to all",
    )
    return [
        f"### tickets-relay: fan-out to {CLIENTS} SSE clients of one tenant, events of {size} bytes",
        "",
        (
            f"Saturation: {BURSTS} times {BURST:,} events at once, from handing them to Kafka to the last client's "
            "last; both servers join what waits for a client into one write. Latency: "
            f"{PACED_PER_SECOND} events/s for {PACED_SECONDS} s, from handing over to Kafka until the last client "
            "has it; median and range of the runs. The clients are another process on the same cores. "
            "Broadcast: aiokafka to Starlette's StreamingResponse, a queue per client, nothing else."
        ),
        "",
        *table(head, (bare.row(), relay.row(bare))),
    ]


async def _measure(lab: Lab, name: str, listeners: Listeners, tenant: str) -> Measured:
    rates: list[float] = []
    latencies: list[list[float]] = []
    cpu: list[float] = []
    paced_cpu: list[float] = []
    producer = EventProducer(lab.settings, client_id="bench")
    tickets = Tickets(producer, tenant)
    try:
        for _ in range(lab.runs + 1):
            used, nanoseconds = CpuTimes.since(lab.cluster, (name,)), 0
            for _ in range(BURSTS):
                sent_at, moments = await asyncio.gather(tickets.burst(), listeners.moments(BURST))
                nanoseconds += moments[-1] - sent_at
            rates.append(BURSTS * BURST * CLIENTS / nanoseconds * 1e9)
            cpu.append(used.used()[name] / (BURSTS * BURST * CLIENTS) * 1e6)
            used, events = CpuTimes.since(lab.cluster, (name,)), PACED_PER_SECOND * PACED_SECONDS
            sent, moments = await asyncio.gather(tickets.paced(), listeners.moments(events))
            paced_cpu.append(used.used()[name] / (events * CLIENTS) * 1e6)
            latencies.append([(arrived - left) / 1e6 for left, arrived in zip(sent, moments, strict=True)])
    finally:
        await producer.stop(10)
    # The first run warmed up.
    return Measured(name, Figure(name, tuple(rates[1:]), "deliveries"), latencies[1:], cpu[1:], paced_cpu[1:])


@contextlib.asynccontextmanager
async def _broadcast(lab: Lab) -> AsyncIterator[int]:
    port = free_port()
    topic = TICKETS.name(lab.settings.topic_prefix)
    await lab.cluster.spawn_command(
        Command(
            name=BROADCAST,
            argv=(sys.executable, "-m", "tests.bench.broadcast", lab.settings.kafka_bootstrap, topic, str(port)),
            environment=dict(os.environ),
            ready=probes.http_ready(HOST, port, "/healthz"),
        )
    )
    await lab.cluster.wait_ready(BROADCAST)
    try:
        yield port
    finally:
        await lab.cluster.terminate(BROADCAST)
