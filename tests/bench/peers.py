"""
`make bench-peers`: this product beside dlt, on the same simulated PSA, in one run.

dlt (Python, from PyPI, Apache-2.0) is installed into a virtual environment of its own under .run/peers. It is no part
of this project's locks. Exit code 2: it could not be installed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import uvloop

from psasync_local.rundir import PROJECT
from tests.bench import results
from tests.bench.figures import HEAD, Figure, table
from tests.bench.lab import opened
from tests.bench.passes import one_pass
from tests.bench.path import SERVICES
from tests.support.platform import CLIENT_ID, Platform

DLT = "1.31.0"
HOME = PROJECT / ".run" / "peers" / f"dlt-{DLT}"
PYTHON = HOME / "bin" / "python"
SCRIPT = Path(__file__).with_name("peer_dlt.py")
NOT_INSTALLED = 2
# No telemetry, and files that can be counted line by line.
SETTINGS = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "ERROR",
    "DATA_WRITER__DISABLE_COMPRESSION": "true",
}
INSTALL_SECONDS, RUN_SECONDS = 600, 1800
DIFFERENCE = """\
Both read every contact of the same simulated ConnectWise, page after page of 1,000.
*dlt* reads by its REST API source, normalizes (child tables for lists inside records) and writes JSONL files to the
local disk. It keeps all fields; it neither compares nor checks records, and tells nothing per record.
*PSA Sync* maps to the canonical contact, checks it, hashes it, writes it and its ledger entry to the database
(w=majority, j=true), publishes an event per record to Kafka (acks=all), page by page so that a killed run is resumed,
and results folds the events into an execution document and a document per record; its time is that from the request to
the execution that shows as finished. It uses several processes, dlt one, whose start is not counted.
So dlt does a part of the work; what is compared is how long one waits for a full read."""


def install() -> bool:
    """Once; False if it cannot be had here."""
    if _version() == DLT:
        return True
    print(f"installing dlt {DLT} into {HOME.relative_to(PROJECT)}", file=sys.stderr)
    try:
        venv.create(HOME, with_pip=True, clear=True)
        pip = (str(PYTHON), "-m", "pip", "install", "--quiet", f"dlt=={DLT}")
        subprocess.run(pip, check=True, timeout=INSTALL_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"dlt {DLT} cannot be installed here: {error}", file=sys.stderr)
        return False
    return _version() == DLT


def _version() -> str | None:
    if not PYTHON.exists():
        return None
    asked = subprocess.run(
        (str(PYTHON), "-c", "import importlib.metadata as m; print(m.version('dlt'))"),
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return asked.stdout.strip() if asked.returncode == 0 else None


async def main(options: argparse.Namespace) -> None:
    contacts, runs = options.contacts, options.runs
    async with opened(runs, sizes=(), records=contacts, events=0) as lab:
        lines = [await results.heading(lab, f"dlt {DLT}")]
        async with lab.platform(*SERVICES) as platform:
            # The first run of each warms up, and the simulator with it.
            measured = [await _both(platform, f"peers{run}", contacts) for run in range(runs + 1)][1:]
    peer = Figure(f"dlt {DLT} to JSONL files", tuple(contacts / stages["total"] for stages, _ in measured))
    ours = Figure("PSA Sync, first import", tuple(contacts / seconds for _, seconds in measured))
    told = ", ".join(
        f"{stage} {statistics.median(stages[stage] for stages, _ in measured):.1f} s" for stage in measured[0][0]
    )
    lines += [f"### A full read of {contacts:,} contacts", "", DIFFERENCE, ""]
    lines += [*table(HEAD, [peer.row(), ours.row(peer)]), f"dlt: {told}.", ""]
    print(*lines, sep="\n", flush=True)
    if options.write:
        results.append(lines)


async def _both(platform: Platform, company: str, contacts: int) -> tuple[dict[str, float], float]:
    """Dlt's seconds by stage, and ours."""
    # Half of what is not a company is a contact.
    syncing = await platform.connect(company, 2 * contacts + 1, entities=("contact",), companies=1)
    stages = await _dlt(platform, company, contacts)
    done = await one_pass(platform, syncing)
    assert done.records == contacts, done
    return stages, done.settled_seconds


async def _dlt(platform: Platform, company: str, contacts: int) -> dict[str, float]:
    """Seconds by stage, in a process of its own; starting Python and importing dlt are not counted."""
    with tempfile.TemporaryDirectory(prefix="psasync-peers-") as folder:
        process = await asyncio.create_subprocess_exec(
            *(str(PYTHON), str(SCRIPT), f"{platform.psa}/v4_6_release/apis/3.0/", company, CLIENT_ID, folder),
            stdout=asyncio.subprocess.PIPE,
            cwd=folder,
            env={**os.environ, **SETTINGS},
        )
        async with asyncio.timeout(RUN_SECONDS):
            out, _ = await process.communicate()
    assert process.returncode == 0, "dlt failed"
    told = json.loads(out.splitlines()[-1])
    assert told.pop("rows") == contacts, told
    return told


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers")
    parser.add_argument("--contacts", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true", help=f"append the table to {results.FILE.name}")
    given = parser.parse_args()
    if not install():
        sys.exit(NOT_INSTALLED)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(given))
