"""Whether clients that take nearly nothing make the others wait."""

from __future__ import annotations

import asyncio
import statistics

from tests.bench.figures import percentile, spread, table
from tests.bench.lab import Lab
from tests.bench.live.contestants import SERVER_CORE, relay
from tests.bench.live.crowd import Crowd, pin
from tests.bench.live.posting import Poster

PER_SECOND, SECONDS = 30, 30
MOST = 1.2
HEAD = ("clients", "p50 ms to all quick ones", "p99 ms to all quick ones", "slow ones cut")


async def section(lab: Lab) -> list[str]:
    """The same number of clients each time; runs of both kinds take turns."""
    slow = lab.clients // 2
    quick_runs: list[list[float]] = []
    mixed_runs: list[list[float]] = []
    cut: list[int] = []
    for run in range(lab.runs):
        # Each relay reads what the one before has left in the topic: the same webhook would be a repetition.
        quick_runs.append((await _once(lab, 0, run * 10_000))[0])
        latencies, number = await _once(lab, slow, run * 10_000 + 5_000)
        mixed_runs.append(latencies)
        cut.append(number)
    rows = (_row(f"{lab.clients:,} quick", quick_runs, []), _row(f"{slow:,} of them slow", mixed_runs, cut))
    ratio = _p99(mixed_runs) / _p99(quick_runs)
    verdict = "reached" if ratio <= MOST else "missed"
    told = (
        f"{PER_SECOND} events/s for {SECONDS} s. A slow client takes 2 KB a second, of some 40 that come; it is cut "
        "once its connection has been full for 10 s."
    )
    goal = f"Goal: p99 with slow ones {ratio:.2f} times that without, {MOST} at most: {verdict}."
    return ["### tickets-relay: slow readers", "", told, "", *table(HEAD, rows), goal, ""]


async def _once(lab: Lab, slow: int, first: int) -> tuple[list[float], int]:
    """Milliseconds to the last quick client, by event; how many slow ones were cut."""
    events = PER_SECOND * SECONDS
    async with relay(lab) as contestant, Crowd.connected(contestant, lab.clients, slow) as crowd:
        pin(contestant.pid, SERVER_CORE)
        async with Poster.connected(contestant.port, 8) as poster:
            requests = [contestant.event(first + number) for number in range(events)]
            posted, moments = await asyncio.gather(poster.paced(requests, PER_SECOND), crowd.moments(events))
        sent = sorted(each.sent_at for each in posted)
        return [(arrived - left) / 1e6 for left, arrived in zip(sent, moments, strict=True)], await crowd.cut()


def _p99(runs: list[list[float]]) -> float:
    return statistics.median(percentile(run, 0.99) for run in runs)


def _row(name: str, runs: list[list[float]], cut: list[int]) -> tuple[str, ...]:
    p50, p99 = ([percentile(run, part) for run in runs] for part in (0.5, 0.99))
    cells = (f"{statistics.median(each):.1f} ({spread(each, '.1f')})" for each in (p50, p99))
    return name, *cells, f"{statistics.median(cut):,.0f}" if cut else ""
