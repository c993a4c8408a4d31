"""Simulated PSAs as destinations: their own records are the witness."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from psasync.contracts.vocabulary import Entity
from psasync_local.ports import free_port
from tests.contract.psa.simulator import Simulator, running
from tests.integration.executor.crm import AutotaskCrm, ConnectWiseCrm, Crm
from tests.integration.executor.kept_destination.pushing import COMPANIES, CONTACTS, sync_to
from tests.integration.executor.lab import Lab

LEASE = 6


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running(free_port()) as started:
        yield started


@pytest.fixture
def make_crm(lab: Lab, simulator: Simulator) -> Iterator[Callable[[type[Crm]], Crm]]:
    """Records at the source, and the sync `push` that carries them into a simulated account with records of its own."""
    lab.settings = lab.settings.model_copy(
        update={"psa_plain_http_hosts": frozenset({"127.0.0.1"}), "executor_lease_seconds": LEASE}
    )
    lab.psa.fill(Entity.COMPANY, COMPANIES)
    for number in range(CONTACTS):
        lab.psa.put(
            Entity.CONTACT,
            f"p{number}",
            name=f"Ada Number{number}",
            company_id=f"c{number % COMPANIES:05}",
            email=f"ada{number}@new.example",
            phone="0100",
        )
    made: list[Crm] = []

    def make(kind: type[Crm]) -> Crm:
        made.append(kind.of(simulator))
        sync_to(lab, made[0])
        return made[0]

    yield make
    for one in made:
        one.simulator.delete("faults")


@pytest.fixture(params=[ConnectWiseCrm, AutotaskCrm], ids=["connectwise", "autotask"])
def crm(request: pytest.FixtureRequest, make_crm) -> Crm:
    """Every system that keeps records."""
    return make_crm(request.param)


@pytest.fixture
def connectwise(make_crm) -> Crm:
    return make_crm(ConnectWiseCrm)


@pytest.fixture
def autotask(make_crm) -> Crm:
    return make_crm(AutotaskCrm)
