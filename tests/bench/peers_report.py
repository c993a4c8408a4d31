"""What `make bench-peers` says of its runs."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.bench.figures import HEAD, Figure, table
from tests.bench.passes import CPU_HEAD, Pass, cpu_row
from tests.bench.peer_venvs import DLT, SINGER, Peer

Seconds = Mapping[str, float]
"""Of one run of a peer: `total` by the clock, `cpu`, and its stages, if it has any."""

FIRST_IMPORT_GOAL, UNCHANGED_GOAL = 4, 1  # times the records/s of dlt, and of the tap
DIFFERENCE = """\
All read every contact of the same simulated account, page after page of 1,000, over the `Link` header. One run: dlt,
the tap, our first import, our full pass over unchanged records, one after another.
*dlt* reads by its REST API source, normalizes (child tables for lists inside records) and loads. It keeps all fields;
it neither compares nor checks records, and tells nothing per record.
The *singer tap* is a `RESTStream` with a schema. It makes the values fit it and writes a RECORD message each to a file
that nobody reads; nothing is loaded.
*PSA Sync* maps to the canonical contact, hashes and compares it, checks it, writes it and its ledger entry to the
database (w=majority, j=true), publishes a result per record to Kafka (acks=all), page by page so that a killed run is
resumed, and results folds them into an execution document and a result per record in the database: also of the
unchanged ones. Its time is that from the request over HTTP to the execution that shows as finished. It has several
processes; the others have one, whose start is not counted."""


@dataclass
class Runs:
    """Of all contestants, with the candidates that were tried before: the best seconds of each."""

    contacts: int
    tried: Mapping[Peer, Mapping[str, float]]
    loaded: list[Seconds] = field(default_factory=list)
    emitted: list[Seconds] = field(default_factory=list)
    first: list[Pass] = field(default_factory=list)
    unchanged: list[Pass] = field(default_factory=list)

    def fastest(self, peer: Peer) -> str:
        return min(self.tried[peer], key=lambda how: self.tried[peer][how])

    def figure(self, name: str, seconds: Sequence[float]) -> Figure:
        return Figure(name, tuple(self.contacts / one for one in seconds))

    def micros(self, runs: Sequence[Seconds]) -> str:
        return f"{statistics.median(one['cpu'] for one in runs) / self.contacts * 1e6:,.0f} us"


def report(runs: Runs) -> list[str]:
    dlt = runs.figure(f"{DLT} to {runs.fastest(DLT)}", [one["total"] for one in runs.loaded])
    tap = runs.figure(f"tap of {SINGER}, {runs.fastest(SINGER)}, emits", [one["total"] for one in runs.emitted])
    first = runs.figure("PSA Sync, first import", [one.settled_seconds for one in runs.first])
    unchanged = runs.figure("PSA Sync, no change, full pass", [one.settled_seconds for one in runs.unchanged])
    goals = (
        goal("first import", first.median / dlt.median, "dlt", FIRST_IMPORT_GOAL),
        goal("no change", unchanged.median / tap.median, "the tap", UNCHANGED_GOAL),
    )
    return [
        *(f"### {runs.contacts:,} contacts, beside other products", "", DIFFERENCE, ""),
        *table(HEAD, [dlt.row(), first.row(dlt), tap.row(), unchanged.row(tap)]),
        f"Goals: {'; '.join(goals)}.",
        candidates(runs.tried),
        f"dlt's stages: {stages(runs.loaded)}.",
        f"CPU per record, once started: dlt {runs.micros(runs.loaded)}, the tap {runs.micros(runs.emitted)}.",
        *("", "CPU microseconds per record, by process of PSA Sync and its servers:", ""),
        *table(CPU_HEAD, [cpu_row("first import", runs.first), cpu_row("no change", runs.unchanged)]),
    ]


def goal(name: str, ratio: float, whose: str, least: float) -> str:
    return f"{name} {ratio:.2f} times {whose}, at least {least}: {'reached' if ratio >= least else 'missed'}"


def candidates(tried: Mapping[Peer, Mapping[str, float]]) -> str:
    told = (
        f"{peer.name} " + ", ".join(f"{how} {seconds:.1f} s" for how, seconds in of_peer.items())
        for peer, of_peer in tried.items()
    )
    return f"Candidates, the best try of each: {'; '.join(told)}."


def stages(loaded: Sequence[Seconds]) -> str:
    names = [name for name in loaded[0] if name != "cpu"]
    return ", ".join(f"{name} {statistics.median(one[name] for one in loaded):.1f} s" for name in names)
