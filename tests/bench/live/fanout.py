"""The relay's fan-out to the SSE clients of one tenant, beside nchan and a plain broadcaster with sse-starlette."""

from __future__ import annotations

import asyncio
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench.figures import percentile, spread, table
from tests.bench.lab import Lab
from tests.bench.live import contestants, nchan
from tests.bench.live.contestants import SERVER_CORE, Contestant, Opened
from tests.bench.live.crowd import Crowd, pin
from tests.bench.live.posting import Poster
from tests.bench.peer_venvs import install

BURST = 100  # events, posted as fast as they are taken
CONNECTIONS = 8  # of those who post
PACED_PER_SECOND = 30
PACED_SECONDS = 10
LARGEST_CONNECTION = 20  # KB
HEAD = (
    "what",
    "deliveries/s",
    "range",
    "CPU us/delivery",
    f"CPU us/delivery at {PACED_PER_SECOND}/s",
    "deliveries/s of a core",
    "p50 ms to all",
    "p99 ms to all",
    "KB/connection",
)
TOLD = """\
One server at a time, kept to one core; the clients' process has the other, and Kafka and who posts share what is left.
Events of {size:,} bytes arrive by HTTP POST. The relay verifies each and has Kafka acknowledge it before it goes out;
the others pass the body on as it is. Saturation: {burst} posts as fast as they are taken, until the last client has the
last. *Of a core*: what the server's CPU time comes to at {rate} events/s, each a write of its own to every client.
Latency: {rate} events/s for {seconds} s, from sending the post until the last client has it. KB/connection: growth of
the server's resident memory by the clients, right after they have come."""


@dataclass
class Runs:
    """One server, several runs."""

    name: str
    bytes_per_client: float
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # microseconds per delivery
    paced_cpu: list[float] = field(default_factory=list)
    latencies: list[list[float]] = field(default_factory=list)  # ms

    def percentile(self, part: float) -> float:
        return statistics.median(percentile(run, part) for run in self.latencies)

    @property
    def per_core(self) -> float:
        """Deliveries per second of CPU time, each event written by itself."""
        return 1e6 / statistics.median(self.paced_cpu)

    def row(self) -> tuple[str, ...]:
        p50, p99 = ([percentile(run, part) for run in self.latencies] for part in (0.5, 0.99))
        return (
            self.name,
            f"{statistics.median(self.rates):,.0f}",
            spread(self.rates),
            f"{statistics.median(self.cpu):.2f}",
            f"{statistics.median(self.paced_cpu):.1f}",
            f"{self.per_core:,.0f}",
            f"{statistics.median(p50):.1f} ({spread(p50, '.1f')})",
            f"{statistics.median(p99):.1f} ({spread(p99, '.1f')})",
            f"{self.bytes_per_client / 1024:.1f}",
        )


async def section(lab: Lab) -> list[str]:
    measured = []
    for opened in field_of():
        measured.append(await measure(lab, opened))
        print(measured[-1].row(), file=sys.stderr, flush=True)
    size = len(contestants.ticket_json(1))
    told = TOLD.format(size=size, burst=BURST, rate=PACED_PER_SECOND, seconds=PACED_SECONDS)
    title = f"### tickets-relay: fan-out to {lab.clients:,} SSE clients of one tenant"
    return [title, "", told, "", *table(HEAD, [runs.row() for runs in measured]), *goals(measured)]


def field_of() -> list[Opened]:
    """The relay, and those of the others that can be had here."""
    others = [contestants.nchan_server] if nchan.install() else []
    others += [contestants.sse_starlette] if install(contestants.SSE_STARLETTE) else []
    return [contestants.relay, *others]


def goals(measured: Sequence[Runs]) -> list[str]:
    ours, peer = measured[0], next((runs for runs in measured if runs.name.startswith("nchan")), None)
    kilobytes = ours.bytes_per_client / 1024
    told = [
        _goal(f"{kilobytes:.1f} KB per connection", f"{LARGEST_CONNECTION} at most", kilobytes <= LARGEST_CONNECTION)
    ]
    if peer is not None:
        ahead = ours.per_core / peer.per_core
        told.append(_goal(f"{ahead:.2f} times nchan's deliveries/s of a core", "more than 1", ahead > 1))
        late = ours.percentile(0.99) / peer.percentile(0.99)
        told.append(_goal(f"{late:.2f} times nchan's p99", "1 at most", late <= 1))
    return [f"Goals: {'; '.join(told)}.", ""]


async def measure(lab: Lab, opened: Opened) -> Runs:
    async with opened(lab) as contestant:
        pin(contestant.pid, SERVER_CORE)
        before = contestant.memory()
        async with Crowd.connected(contestant, lab.clients) as crowd:
            runs = Runs(contestant.name, (contestant.memory() - before) / lab.clients)
            async with Poster.connected(contestant.port, CONNECTIONS) as poster:
                for number in range(lab.runs + 1):
                    counted = runs if number else Runs("warms up", 0)
                    await _burst(lab, contestant, crowd, poster, counted, number)
                    await _paced(lab, contestant, crowd, poster, counted, number)
    return runs


async def _burst(lab: Lab, contestant: Contestant, crowd: Crowd, poster: Poster, runs: Runs, number: int) -> None:
    requests = [contestant.event(100_000 * number + each) for each in range(BURST)]
    used = contestant.cpu_seconds()
    posted, moments = await asyncio.gather(poster.all(requests), crowd.moments(BURST))
    assert {each.status // 100 for each in posted} == {2}, posted[0]
    deliveries = BURST * lab.clients
    runs.rates.append(deliveries / (moments[-1] - posted[0].sent_at) * 1e9)
    runs.cpu.append((contestant.cpu_seconds() - used) / deliveries * 1e6)


async def _paced(lab: Lab, contestant: Contestant, crowd: Crowd, poster: Poster, runs: Runs, number: int) -> None:
    events = PACED_PER_SECOND * PACED_SECONDS
    requests = [contestant.event(100_000 * number + 50_000 + each) for each in range(events)]
    used = contestant.cpu_seconds()
    posted, moments = await asyncio.gather(poster.paced(requests, PACED_PER_SECOND), crowd.moments(events))
    assert {each.status // 100 for each in posted} == {2}, posted[0]
    runs.paced_cpu.append((contestant.cpu_seconds() - used) / (events * lab.clients) * 1e6)
    sent = sorted(each.sent_at for each in posted)
    runs.latencies.append([(arrived - left) / 1e6 for left, arrived in zip(sent, moments, strict=True)])


def _goal(reached: str, wanted: str, holds: bool) -> str:
    return f"{reached}, {wanted}: {'reached' if holds else 'missed'}"
