"""The benchmarks of live tickets on small numbers, so that they cannot rot. No figure is judged."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bench.lab import Lab, settings_from
from tests.bench.live import contestants, fanout, idle, ingest
from tests.support.cluster import Cluster


@pytest.fixture
async def lab(settings_env: dict[str, str], tmp_path) -> AsyncIterator[Lab]:
    async with Cluster(tmp_path, settings_env) as cluster:
        settings = settings_from(cluster.environment)
        few = {"clients": 3, "idle_clients": 5, "idle_seconds": 0.1}
        yield Lab(cluster, settings, 1, (), 0, 0, frees_unique_keys=False, **few)


async def test_the_fan_out_is_measured_to_the_last_client(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "BURST", 20)
    monkeypatch.setattr(fanout, "PACED_SECONDS", 1)
    runs = await fanout.measure(lab, contestants.relay)
    assert len(runs.row()) == len(fanout.HEAD)
    assert len(runs.latencies[0]) == fanout.PACED_PER_SECOND
    assert min(runs.latencies[0]) > 0
    assert fanout.goals([runs])


async def test_what_an_overload_leaves_is_looked_for(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "WEBHOOKS", 50)
    monkeypatch.setattr(ingest, "HALF_SECONDS", 1)
    monkeypatch.setattr(ingest, "OVERLOAD_SECONDS", 1)
    monkeypatch.setattr(ingest, "OVERLOAD_CONNECTIONS", 100)
    assert "verified and acknowledged" in "\n".join(await ingest.section(lab))


async def test_idle_clients_come_back(lab: Lab) -> None:
    lines = "\n".join(await idle.section(lab))
    assert "| clients | 5 |" in lines
