"""Webhooks: how many a second are verified and acknowledged, how fast at half of that, and three times too many."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from psasync.contracts.events.tickets import TicketChanged
from psasync.contracts.topics import TICKETS
from tests.bench.figures import percentile, spread, table
from tests.bench.lab import Lab
from tests.bench.live.contestants import SERVER_CORE, Contestant, relay
from tests.bench.live.crowd import Crowd, pin
from tests.bench.live.posting import Posted, Poster, statuses
from tests.support.kafka_kit import KafkaTestSettings, log_of

CONNECTIONS, OVERLOAD_CONNECTIONS = 64, 1000
WEBHOOKS = 3000
HALF_SECONDS, OVERLOAD_SECONDS = 10, 5
OVERLOAD = 3
TAKEN, LATER = 204, {429, 503}
HEAD = ("what", "median", "range")
TOLD = f"""\
Signed ConnectWise callbacks of one connection, over {CONNECTIONS} connections. A 204 says that the signature is right
and Kafka has the event (acks=all). Rate: {WEBHOOKS:,} as fast as they are answered. Latency: at half of it for
{HALF_SECONDS} s, from when each was due. Overload: {OVERLOAD} times of it for {OVERLOAD_SECONDS} s; what is not taken
is answered 429 or 503, and what is taken is in the topic and with a live client afterwards. The relay is kept to one
core; who posts, Kafka and the client share the rest."""


@dataclass
class Runs:
    rates: list[float] = field(default_factory=list)
    latencies: list[list[float]] = field(default_factory=list)  # ms
    taken: list[float] = field(default_factory=list)  # parts of what an overload sent
    taken_rates: list[float] = field(default_factory=list)

    def rows(self) -> list[tuple[str, ...]]:
        p50, p99 = ([percentile(run, part) for run in self.latencies] for part in (0.5, 0.99))
        return [
            _row("verified and acknowledged, webhooks/s", self.rates, ",.0f"),
            _row("p50 ms at half of it", p50, ".1f"),
            _row("p99 ms at half of it", p99, ".1f"),
            _row(f"taken of {OVERLOAD} times as many", self.taken, ".0%"),
            _row("taken webhooks/s meanwhile", self.taken_rates, ",.0f"),
        ]


async def section(lab: Lab) -> list[str]:
    runs = Runs()
    async with relay(lab) as contestant, Crowd.connected(contestant, 1) as crowd:
        pin(contestant.pid, SERVER_CORE)
        for number in range(lab.runs + 1):
            await _once(lab, contestant, crowd, runs if number else Runs(), number * 1_000_000)
    return ["### tickets-relay: webhooks", "", TOLD, "", *table(HEAD, runs.rows())]


async def _once(lab: Lab, contestant: Contestant, crowd: Crowd, runs: Runs, first: int) -> None:
    before = await _published(lab)
    async with Poster.connected(contestant.port, CONNECTIONS) as poster:
        assert (await poster.send(contestant.event(first + 99_999))).status == TAKEN  # the key is known from here on
        began = time.monotonic()
        quick = await poster.all([contestant.event(first + number) for number in range(WEBHOOKS)])
        rate = WEBHOOKS / (time.monotonic() - began)
        half = range(first + 100_000, first + 100_000 + round(rate / 2 * HALF_SECONDS))
        paced = await poster.paced([contestant.event(number) for number in half], rate / 2)
    assert set(statuses(quick + paced)) == {TAKEN}, (statuses(quick), statuses(paced))
    runs.rates.append(rate)
    runs.latencies.append([each.seconds * 1000 for each in paced])
    numbers = range(first + 200_000, first + 200_000 + round(rate * OVERLOAD * OVERLOAD_SECONDS))
    posted = await _overloaded(contestant, runs, rate * OVERLOAD, numbers)
    published = await _published(lab) - before
    taken = {str(number) for number, each in zip(numbers, posted, strict=True) if each.status == TAKEN}
    assert taken <= published, f"{len(taken - published)} were taken, and are not in the topic"
    await crowd.moments(len(published))


async def _overloaded(contestant: Contestant, runs: Runs, rate: float, numbers: Sequence[int]) -> list[Posted]:
    requests = [contestant.event(number) for number in numbers]
    async with Poster.connected(contestant.port, OVERLOAD_CONNECTIONS) as poster:
        began = time.monotonic()
        posted = await poster.paced(requests, rate)
        seconds = time.monotonic() - began
    answered = statuses(posted)
    assert set(answered) <= {TAKEN, *LATER}, answered
    runs.taken.append(answered[TAKEN] / len(posted))
    runs.taken_rates.append(answered[TAKEN] / seconds)
    return posted


async def _published(lab: Lab) -> set[str]:
    """The tickets that the topic holds; its retention here is longer than a run."""
    settings = KafkaTestSettings(lab.settings.kafka_bootstrap, lab.settings.topic_prefix)
    records = await log_of(settings, TICKETS.name(lab.settings.topic_prefix), TICKETS.partitions)
    return {TicketChanged.model_validate_json(record.value or b"").ticket_id for record in records}


def _row(name: str, values: Sequence[float], form: str) -> tuple[str, ...]:
    return name, f"{statistics.median(values):{form}}", spread(values, form)
