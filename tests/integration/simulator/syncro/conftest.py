from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.contract.psa.simulator import Simulator
from tests.contract.psa.systems.syncro import SyncroHarness


@pytest.fixture
def make_harness(simulator: Simulator) -> Callable[..., SyncroHarness]:
    return lambda size=100, **spec: SyncroHarness(simulator, size=size, spec=spec)


@pytest.fixture
def harness(make_harness: Callable[..., SyncroHarness]) -> SyncroHarness:
    return make_harness()
