"""One running platform for all end-to-end tests: processes are slow to start and tests use tenants of their own."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support import cleanup
from tests.support.cluster import Cluster
from tests.support.environment import service_environment
from tests.support.platform import Platform
from tests.support.waiting import until

# Nobody is killed here: a lease must outlast what a busy machine takes from an executor.
QUICK = {"PSASYNC_EXECUTOR_LEASE_SECONDS": "20", "PSASYNC_EXECUTOR_SWEEP_SECONDS": "1"}


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def cluster(
    kafka_bootstrap: str, mongo_uri: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Cluster]:
    root: Path = tmp_path_factory.mktemp("e2e")
    prefix = f"e2e{secrets.token_hex(4)}"
    environment = service_environment(kafka_bootstrap, mongo_uri, prefix, prefix) | QUICK
    async with Cluster(root, environment) as running:
        await running.spawn_all()
        yield running
    await asyncio.to_thread(cleanup.delete_topics, kafka_bootstrap, prefix)
    await asyncio.to_thread(cleanup.drop_databases, mongo_uri, prefix)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def platform(cluster: Cluster) -> AsyncIterator[Platform]:
    async with Platform(cluster) as reached:
        yield reached


@pytest.fixture
def company(request: pytest.FixtureRequest) -> Callable[[], str]:
    """A name for a simulated company of this test alone."""
    number = iter(range(1000))
    base = "".join(letter for letter in request.node.name if letter.isalnum())[:40]
    return lambda: f"{base}{next(number)}"


@pytest.fixture
def eventually() -> Callable[..., object]:
    """`await eventually(condition)`: its first true value, within half a minute."""
    return lambda condition, within=30: until(condition, within)
