from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from psasync.psa.port import SourceAdapter
from psasync_local.ports import free_port
from tests.contract.psa.harness import ConnectWiseHarness
from tests.contract.psa.simulator import Simulator, running

HARNESSES = {"connectwise": ConnectWiseHarness}


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with running(free_port()) as started:
        yield started


@pytest.fixture(params=HARNESSES)
def make_harness(request: pytest.FixtureRequest, simulator: Simulator) -> Callable[..., Any]:
    """A harness with a dataset of its own: `make_harness(size=..., spec={...})`."""
    return lambda **more: HARNESSES[request.param](simulator, **more)


@pytest.fixture
def harness(make_harness: Callable[..., Any]) -> Any:
    return make_harness()


@pytest.fixture
async def adapter(harness: Any) -> AsyncIterator[SourceAdapter]:
    opened = harness.open()
    yield opened
    await opened.aclose()
