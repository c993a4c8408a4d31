from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from psasync.psa.port import SourceAdapter
from psasync_local.ports import free_port
from tests.contract.psa.harness import Harness
from tests.contract.psa.simulator import Simulator, running
from tests.contract.psa.systems.autotask import AutotaskHarness
from tests.contract.psa.systems.connectwise import ConnectWiseHarness
from tests.contract.psa.systems.halopsa import HaloPsaHarness
from tests.contract.psa.systems.http_source import HttpSourceHarness
from tests.contract.psa.systems.kaseya_bms import KaseyaBmsHarness
from tests.contract.psa.systems.syncro import SyncroHarness

HARNESSES: dict[str, type[Harness]] = {
    "connectwise": ConnectWiseHarness,
    "autotask": AutotaskHarness,
    "halopsa": HaloPsaHarness,
    "kaseya_bms": KaseyaBmsHarness,
    "syncro": SyncroHarness,
    "http_source": HttpSourceHarness,
}


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with running(free_port()) as started:
        yield started


@pytest.fixture(params=HARNESSES)
def system(request: pytest.FixtureRequest) -> type[Harness]:
    return HARNESSES[request.param]


@pytest.fixture
def make_harness(system: type[Harness], simulator: Simulator) -> Callable[..., Harness]:
    """A harness with a dataset of its own: `make_harness(size=..., spec={...})`."""
    return lambda **more: system(simulator, **more)


@pytest.fixture
def harness(make_harness: Callable[..., Harness]) -> Harness:
    return make_harness()


@pytest.fixture
async def adapter(harness: Harness) -> AsyncIterator[SourceAdapter]:
    opened = harness.open()
    yield opened
    await opened.aclose()
