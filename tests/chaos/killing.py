"""A service that kills itself in the middle of an execution."""

from __future__ import annotations

import random
from typing import Any

from tests.support.cluster import Cluster
from tests.support.platform import Platform, Syncing


def nth_time(seed: int, point: str, most: int) -> int:
    """At which of its visits to a point the service dies: the same for the same seed."""
    return random.Random(f"{seed}/{point}").randint(1, most)


async def killed(
    platform: Platform, cluster: Cluster, syncing: Syncing, service: str, point: str, nth: int
) -> dict[str, Any]:
    """The execution during which the service died at the point, as it ended after all."""
    probe = f"PSASYNC_{service.upper()}_PROBE"
    print(f"{service} dies at {point}:{nth}")
    await cluster.restart(service, {probe: f"{point}:{nth}"})
    await cluster.wait_ready(service)
    execution = await platform.request(syncing)
    assert await cluster.wait_exit(service, 60) == -9
    await cluster.restart(service, {probe: ""})
    await cluster.wait_ready(service)
    return await platform.ended(execution, 120)
