"""`make bench`: every figure in one run, as the tables that RESULTS.md holds."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping

import uvloop

from tests.bench import exporting, fold, lists, memory, nightly, pages, path, profiles, results, systems, watchers
from tests.bench.lab import Lab, opened
from tests.bench.live import fanout, idle, ingest, slow

SECTIONS: Mapping[str, Callable[[Lab], Awaitable[list[str]]]] = {
    "fold": fold.section,
    "path": path.section,
    "systems": systems.section,
    "memory": memory.section,
    "fanout": fanout.section,
    "ingest": ingest.section,
    "slow": slow.section,
    "idle": idle.section,
    "nightly": nightly.section,
    "lists": lists.section,
    "pages": pages.section,
    "export": exporting.section,
    "watchers": watchers.section,
    "profile": profiles.section,
}
USUAL = (
    "fold",
    "path",
    "systems",
    "memory",
    "fanout",
    "ingest",
    "slow",
    "idle",
    "nightly",
    "lists",
    "pages",
    "export",
    "watchers",
)  # a profiled process is slower: its section is asked for by name

SIZES = (10_000, 200_000, 1_000_000)


async def main(options: argparse.Namespace) -> None:
    sizes = tuple(options.sizes)
    named = ("tenants", "executions", "exported", "clients", "idle_clients", "idle_seconds")
    more = {name: getattr(options, name) for name in named}
    async with opened(options.runs, sizes, options.records, options.events, **more) as lab:
        lines = [await results.heading(lab)]
        print(*lines, sep="\n", flush=True)
        for name in options.only:
            section = await SECTIONS[name](lab)
            print(*section, sep="\n", flush=True)
            lines += section
    if options.write:
        results.append(lines)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(USUAL), metavar="SECTION")
    parser.add_argument("--runs", type=int, default=3, help="that count, of each figure; one before does not")
    parser.add_argument("--records", type=int, default=20_000, help="of the record path, and of each system")
    parser.add_argument("--events", type=int, default=200_000, help="of the fold")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="records, for memory")
    parser.add_argument("--tenants", type=int, default=100_000, help="of the night")
    parser.add_argument("--executions", type=int, default=1_000_000, help="of the lists")
    parser.add_argument("--exported", type=int, default=1_000_000, help="records of an export")
    parser.add_argument("--clients", type=int, default=2_000, help="of the live streams of one tenant")
    parser.add_argument("--idle-clients", type=int, default=10_000)
    parser.add_argument("--idle-seconds", type=float, default=600)
    parser.add_argument("--write", action="store_true", help=f"append the tables to {results.FILE.name}")
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as the services
        runner.run(main(given))
