from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.contract.psa.simulator import Simulator
from tests.contract.psa.systems.halopsa import CLIENT_ID, CLIENT_SECRET, HaloPsaHarness


@pytest.fixture
def make(simulator: Simulator) -> Callable[..., HaloPsaHarness]:
    return lambda **spec: HaloPsaHarness(simulator, size=100, spec=spec)


@pytest.fixture
def instance(make: Callable[..., HaloPsaHarness]) -> HaloPsaHarness:
    return make()


@pytest.fixture
def log_in() -> Callable[..., httpx.Response]:
    """Ask an instance for a token, by plain HTTP."""

    def asked(harness: HaloPsaHarness, **changed: str) -> httpx.Response:
        form = {
            "grant_type": "client_credentials",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "scope": "all",
            **changed,
        }
        url = f"{harness.base_url}/{harness.account}/auth/token"
        return httpx.post(url, params={"tenant": harness.account}, data=form, trust_env=False)

    return asked


@pytest.fixture
def open_api(log_in: Callable[..., httpx.Response]) -> Iterator[Callable[[HaloPsaHarness], httpx.Client]]:
    """Plain HTTP to an instance, with a token."""
    opened: list[httpx.Client] = []

    def client(harness: HaloPsaHarness) -> httpx.Client:
        token = log_in(harness).json()["access_token"]
        made = httpx.Client(
            base_url=f"{harness.base_url}/{harness.account}/api",
            headers={"authorization": f"Bearer {token}"},
            trust_env=False,
        )
        opened.append(made)
        return made

    yield client
    for one in opened:
        one.close()
