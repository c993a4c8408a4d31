from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.contract.psa.simulator import Simulator
from tests.contract.psa.systems.kaseya_bms import PASSWORD, USER, KaseyaBmsHarness


@pytest.fixture
def make_harness(simulator: Simulator) -> Callable[..., KaseyaBmsHarness]:
    return lambda size=100, **spec: KaseyaBmsHarness(simulator, size=size, spec=spec)


@pytest.fixture
def harness(make_harness: Callable[..., KaseyaBmsHarness]) -> KaseyaBmsHarness:
    return make_harness()


@pytest.fixture
def api(harness: KaseyaBmsHarness) -> Iterator[httpx.Client]:
    """Plain HTTP to the simulated BMS, logged in."""
    with httpx.Client(base_url=f"{harness.base_url}/v2", trust_env=False) as client:
        login = {"GrantType": "password", "UserName": USER, "Password": PASSWORD, "Tenant": harness.account}
        token = client.post("/security/authenticate", data=login).json()["result"]["accessToken"]
        client.headers["authorization"] = f"Bearer {token}"
        yield client


@pytest.fixture
def move_clock(simulator: Simulator) -> Iterator[Callable[[float], None]]:
    """Seconds on; real time again after the test."""

    def change(order: dict[str, float]) -> None:
        simulator.http.put("/_control/clock", json=order).raise_for_status()

    yield lambda seconds: change({"advance_seconds": seconds})
    change({})
