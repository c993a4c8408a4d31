from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.contract.psa.simulator import Simulator
from tests.contract.psa.systems.autotask import AutotaskHarness
from tests.integration.simulator.autotask.accounts import speaking


@pytest.fixture
def harness(simulator: Simulator) -> AutotaskHarness:
    return AutotaskHarness(simulator, size=100)


@pytest.fixture
def api(harness: AutotaskHarness) -> Iterator[httpx.Client]:
    with speaking(harness) as client:
        yield client
