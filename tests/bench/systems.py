"""The record path of each system: its pages through its adapter alone, and through the running services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from psasync.contracts.vocabulary import Entity
from psasync.psa.registry import SYSTEMS
from tests.bench import allowance, reading
from tests.bench.allowance import Allowance
from tests.bench.figures import HEAD, Figure, table
from tests.bench.lab import Lab
from tests.bench.passes import CPU_HEAD, Pass, cpu_row, full_pass_next, one_pass
from tests.contract.psa.conftest import HARNESSES
from tests.contract.psa.harness import Harness
from tests.contract.psa.simulator import Simulator
from tests.support.platform import Platform, Syncing

ENTITIES = (Entity.COMPANY, Entity.CONTACT)
"""What every system has, and lists as a whole."""
HANDFUL = (Entity.TICKET_PRIORITY, Entity.PRODUCT)
"""One of them is added and removed to make a run a full pass; accounts are made with few of both."""
NAMES = tuple(HARNESSES)
TEXT = """\
Companies and contacts of one simulated account of each system, with its usual number of companies. *Reading alone*:
in one process, page after page through the system's adapter, mapped to canonical records and dropped; no platform.
The others are as above, with the PSAs' own limits lifted (`unlimited.py`). The simulator answers from memory in all."""


@dataclass
class Measured:
    """One system, several runs of each."""

    name: str
    allowed: Allowance
    reading: list[float] = field(default_factory=list)  # records per second
    first: list[Pass] = field(default_factory=list)
    unchanged: list[Pass] = field(default_factory=list)

    def rows(self) -> list[tuple[str, ...]]:
        alone = Figure(f"{self.name}: reading alone", tuple(self.reading))
        passes = (("first import", self.first), ("no change, full pass", self.unchanged))
        figures = [Figure(f"{self.name}: {name}", tuple(one.rate for one in some)) for name, some in passes]
        return [alone.row(), *((*figure.row()[:-1], f"{figure.median / alone.median:.0%}") for figure in figures)]

    def cpu(self) -> list[tuple[str, ...]]:
        return [cpu_row(f"{self.name}: first import", self.first), cpu_row(f"{self.name}: no change", self.unchanged)]


async def section(lab: Lab) -> list[str]:
    async with lab.platform("simulator", "scheduler", "results") as platform, lab.unlimited_executor():
        return report([await measure(lab, platform, name) for name in NAMES], lab.records)


async def measure(lab: Lab, platform: Platform, name: str) -> Measured:
    """Each run has an account of its own; the first one warms up and does not count."""
    system = Simulator(lab.cluster.url("simulator"), name)
    accounts = [HARNESSES[name](system, size=lab.records, spec={"assets": 10}) for _ in range(lab.runs + 1)]
    measured = Measured(name, await allowance.of(accounts[0]))
    for account in accounts:
        await reading.rate(account, ENTITIES)  # the simulator makes its pages
        measured.reading.append(await reading.rate(account, ENTITIES))
        syncing = await _connected(platform, account)
        measured.first.append(await one_pass(platform, syncing))
        await full_pass_next(platform, syncing, _handful(account))
        measured.unchanged.append(await one_pass(platform, syncing))
    for several in (measured.reading, measured.first, measured.unchanged):
        del several[0]
    return measured


async def _connected(platform: Platform, account: Harness) -> Syncing:
    given = account.credentials()
    return await platform.connect_to(account.system.value, account.account, given.settings, given.secrets, ENTITIES)


def _handful(account: Harness) -> str:
    able = SYSTEMS[account.system].capabilities_of(account.credentials().settings).entities
    return next(entity.value for entity in HANDFUL if entity in able)


def report(systems: Sequence[Measured], size: int) -> list[str]:
    return [
        f"### The record path by system, accounts of {size:,} records, sites included",
        "",
        TEXT,
        "",
        *table((*HEAD[:-1], "of reading alone"), [row for one in systems for row in one.rows()]),
        "CPU microseconds per record, by process:",
        "",
        *table(CPU_HEAD, [row for one in systems for row in one.cpu()]),
        *allowance.report({one.name: one.allowed for one in systems}),
    ]
