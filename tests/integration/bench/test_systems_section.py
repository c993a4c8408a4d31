"""The record path of a system on small numbers, through services of its own. No figure is judged."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import CallLimit
from psasync_local.ports import free_port
from tests.bench import allowance, reading, systems
from tests.bench.allowance import Allowance
from tests.bench.figures import HEAD
from tests.bench.lab import Lab, settings_from
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.conftest import HARNESSES
from tests.contract.psa.simulator import Simulator, running
from tests.support.cluster import Cluster
from tests.support.sampling import WHOLE

SIZE = 150


@pytest.fixture
async def lab(settings_env: dict[str, str], tmp_path: Path) -> AsyncIterator[Lab]:
    async with Cluster(tmp_path, settings_env) as cluster:
        settings = settings_from(cluster.environment)
        yield Lab(cluster, settings, runs=1, sizes=(), records=SIZE, events=0, frees_unique_keys=True)


@pytest.mark.skipif(not WHOLE, reason="`make chaos` takes it, and `make bench` measures it")
@pytest.mark.timeout(240)
async def test_a_system_is_measured_alone_and_through_the_services(lab: Lab) -> None:
    async with lab.platform("simulator", "scheduler", "results") as platform, lab.unlimited_executor():
        measured = await systems.measure(lab, platform, "syncro")

    assert [len(runs) for runs in (measured.reading, measured.first, measured.unchanged)] == [1, 1, 1]
    made = measured.first[0].records
    assert made > SIZE // 3
    assert made <= measured.unchanged[0].records <= made + 10
    lines = systems.report([measured], SIZE)
    assert lines[0].endswith("accounts of 150 records, sites included")
    assert sum(line.startswith("| syncro") for line in lines) == 6


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running(free_port()) as started:
        yield started


@pytest.mark.parametrize("name", HARNESSES)
async def test_reading_alone_reads_everything(simulator: Simulator, name: str) -> None:
    account = HARNESSES[name](simulator, size=SIZE)
    expected = {entity: len(account.source_ids(entity)) for entity in systems.ENTITIES}
    budget = CountingBudget()

    assert await reading.read(account, systems.ENTITIES, budget) == sum(expected.values())
    assert 0 < budget.acquired < sum(expected.values())
    assert 0 < (await allowance.of(account)).contacts_per_call <= expected[Entity.CONTACT]


def test_what_a_limit_leaves_is_told_per_hour() -> None:
    limit = CallLimit("any", calls=100, seconds=60, name="a limit")
    assert Allowance(limit, contacts_per_call=50).row() == ("a limit", "4,800", "50", "240,000")


def test_the_heads_fit_their_rows() -> None:
    assert len(allowance.HEAD) == 1 + len(Allowance(allowance.OWN, 1).row())
    assert HEAD[-1] == "ratio"
