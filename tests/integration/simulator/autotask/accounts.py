"""Plain HTTP to simulated accounts of Autotask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.contract.psa.simulator import Simulator
from tests.contract.psa.systems.autotask import DOMAIN, INTEGRATION_CODE, SECRET, AutotaskHarness


@contextmanager
def calling(simulator: Simulator, *, size: int = 100, **spec: Any) -> Iterator[httpx.Client]:
    with speaking(AutotaskHarness(simulator, size=size, spec=spec)) as client:
        yield client


@contextmanager
def speaking(harness: AutotaskHarness, **headers: str) -> Iterator[httpx.Client]:
    """To the zone in which accounts live at first, with the keys of the account."""
    keys = {"ApiIntegrationCode": INTEGRATION_CODE, "UserName": f"{harness.account}@{DOMAIN}", "Secret": SECRET}
    base = f"{harness.base_url}/webservices5/atservicesrest/v1.0"
    with httpx.Client(base_url=base, headers={**keys, **headers}, trust_env=False) as client:
        yield client
