from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest

from psasync_local.ports import free_port
from tests.contract.psa.simulator import Simulator, running
from tests.contract.psa.systems.connectwise import CLIENT_ID, PRIVATE_KEY, PUBLIC_KEY, ConnectWiseHarness
from tests.integration.simulator.receiver import Receiver, receiving


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    quick = {"WEBHOOK_RETRY_SECONDS": "[0.05, 0.1]", "AUTOTASK_RETRY_SECONDS": "0.01"}
    with running(free_port(), **{f"PSASYNC_SIMULATOR_{name}": value for name, value in quick.items()}) as started:
        yield started


@pytest.fixture
def harness(simulator: Simulator) -> ConnectWiseHarness:
    return ConnectWiseHarness(simulator, size=100)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


@pytest.fixture
def clock(simulator: Simulator) -> Iterator[Callable[[datetime], None]]:
    """Sets the simulated systems' clock; it is right again after the test."""

    def put(order: dict[str, Any]) -> None:
        simulator.http.put("/_control/clock", json=order).raise_for_status()

    yield lambda now: put({"now": now.isoformat(), "frozen": True})
    put({})


@pytest.fixture
def api(harness: ConnectWiseHarness) -> Iterator[httpx.Client]:
    """Plain HTTP to the simulated company, with its keys."""
    with httpx.Client(
        base_url=f"{harness.simulator.url}/connectwise/v4_6_release/apis/3.0",
        auth=(f"{harness.account}+{PUBLIC_KEY}", PRIVATE_KEY),
        headers={"clientId": CLIENT_ID},
        trust_env=False,
    ) as client:
        yield client
