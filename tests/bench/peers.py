"""
`make bench-peers`: this product beside others, in one run.

On the same simulated ConnectWise, dlt (Apache-2.0) loads the records into its fastest local destination, and a tap of
Meltano's singer SDK (Apache-2.0) merely emits them; both come from PyPI (`peer_venvs.py`). On the same topic, Kafka
Connect with MongoDB's sink (both Apache-2.0) writes a document for each event (`peer_connect.py`); it comes from Maven.
Exit code 2: the first two could not be installed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Mapping

import uvloop

from tests.bench import fold, peer_connect, results
from tests.bench.lab import opened
from tests.bench.passes import Pass, full_pass_next, one_pass
from tests.bench.path import SERVICES
from tests.bench.peer_venvs import DLT, SINGER, Peer, install
from tests.bench.peers_report import Runs, Seconds, report
from tests.contract.psa.conftest import HARNESSES
from tests.contract.psa.simulator import Simulator
from tests.support.platform import Platform

CANDIDATES = {DLT: ("jsonl", "parquet", "duckdb"), SINGER: ("simplejson", "msgspec")}
"""Destinations of dlt, and writers of the tap: we are measured against the fastest of each."""
WORTH_ANOTHER_TRY = 3  # times the best: the first try finds nothing warm
NOT_INSTALLED = 2


class Contest:
    """One account that all of them read, as often as is asked."""

    def __init__(self, platform: Platform, contacts: int) -> None:
        self._platform = platform
        system = Simulator(platform.cluster.url("simulator"), "connectwise")
        # Half of what is not a company is a contact.
        self._account = HARNESSES["connectwise"](system, size=2 * contacts + 1, spec={"companies": 1})
        self.contacts: int = self._account.summary["counts"]["contacts"]
        assert self.contacts == contacts, self._account.summary

    async def peer(self, peer: Peer, how: str) -> Seconds:
        """Starting Python and importing the product are not counted."""
        given = self._account.credentials()
        source = {
            "base_url": f"{given.settings['base_url']}/v4_6_release/apis/3.0/",
            "user": f"{given.settings['company']}+{given.secrets['public_key']}",
            "password": given.secrets["private_key"],
            "client_id": given.secrets["client_id"],
        }
        told = await peer.run(source, how)
        assert told.pop("rows") == self.contacts, f"{peer} has not read everything"
        return told

    async def tried(self, peer: Peer) -> Mapping[str, float]:
        """The best seconds of each candidate."""
        seconds = {how: (await self.peer(peer, how))["total"] for how in CANDIDATES[peer]}
        near = [how for how in seconds if seconds[how] < WORTH_ANOTHER_TRY * min(seconds.values())]
        return seconds | {how: min(seconds[how], (await self.peer(peer, how))["total"]) for how in near}

    async def ours(self) -> tuple[Pass, Pass]:
        """A first import, and a full pass in which nothing has changed."""
        given = self._account.credentials()
        syncing = await self._platform.connect_to(
            "connectwise", self._account.account, given.settings, given.secrets, ["contact"]
        )
        first = await one_pass(self._platform, syncing)
        await full_pass_next(self._platform, syncing)
        return first, await one_pass(self._platform, syncing)

    async def once(self, runs: Runs) -> None:
        runs.loaded.append(await self.peer(DLT, runs.fastest(DLT)))
        runs.emitted.append(await self.peer(SINGER, runs.fastest(SINGER)))
        first, unchanged = await self.ours()
        runs.first.append(first)
        runs.unchanged.append(unchanged)


async def section(contest: Contest, count: int) -> list[str]:
    await contest.ours()  # warms up, as trying the candidates does, and the simulator with it
    runs = Runs(contest.contacts, {peer: await contest.tried(peer) for peer in CANDIDATES})
    for _ in range(count):
        await contest.once(runs)
    return report(runs)


async def main(options: argparse.Namespace) -> None:
    async with opened(options.runs, sizes=(), records=options.contacts, events=options.events) as lab:
        lines = [await results.heading(lab, f"Beside: {DLT}, {SINGER}, {peer_connect.NAME}")]
        async with lab.platform(*SERVICES) as platform:
            lines += await section(Contest(platform, options.contacts), options.runs)
        lines += await fold.connect_section(lab)
    print(*lines, sep="\n", flush=True)
    if options.write:
        results.append(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers")
    parser.add_argument("--contacts", type=int, default=20_000)
    parser.add_argument("--events", type=int, default=100_000, help="beside Kafka Connect")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true", help=f"append the table to {results.FILE.name}")
    asked = parser.parse_args()
    if not all(map(install, CANDIDATES)):
        sys.exit(NOT_INSTALLED)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(asked))
