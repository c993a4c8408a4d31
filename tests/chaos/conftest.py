"""A platform with servers of its own, because these tests kill them too."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.chaos.relays import Relays
from tests.chaos.undisturbed import Undisturbed
from tests.support.cluster import Cluster
from tests.support.platform import Platform
from tests.support.sampling import FIRST_SEED, SEEDS

# Small pages make many places to die at; short leases make a takeover a matter of seconds.
QUICK = {
    "PSASYNC_EXECUTOR_LEASE_SECONDS": "3",
    "PSASYNC_EXECUTOR_SWEEP_SECONDS": "0.5",
    "PSASYNC_EXECUTOR_PAGE_SIZE": "20",
    "PSASYNC_EXECUTOR_RETRY_FIRST_SECONDS": "0.2",
    "PSASYNC_KAFKA_SESSION_TIMEOUT_MS": "6000",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(FIRST_SEED, FIRST_SEED + SEEDS))


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cluster]:
    async with Cluster(tmp_path_factory.mktemp("chaos")) as running:
        running.environment |= QUICK
        yield running


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def cluster(servers: Cluster) -> Cluster:
    await servers.spawn_all()
    return servers


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def platform(cluster: Cluster) -> AsyncIterator[Platform]:
    async with Platform(cluster) as reached:
        yield reached


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def undisturbed(platform: Platform) -> Undisturbed:
    return Undisturbed(platform)


@pytest_asyncio.fixture(loop_scope="session")
async def schedulers(servers: Cluster, tmp_path_factory) -> AsyncIterator[Cluster]:
    """Room for schedulers with topics and a database of their own."""
    prefix = f"s{secrets.token_hex(4)}"
    own = {"PSASYNC_TOPIC_PREFIX": prefix, "PSASYNC_MONGO_DATABASE_PREFIX": prefix}
    async with Cluster(tmp_path_factory.mktemp("schedulers"), servers.environment | own) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def key(schedulers: Cluster) -> str:
    async with Platform(schedulers) as platform:
        return platform.key


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def relays(servers: Cluster, tmp_path_factory) -> AsyncIterator[Relays]:
    async with Relays.running(servers, tmp_path_factory.mktemp("relays")) as running:
        yield running
