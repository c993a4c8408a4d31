"""What all sections work with: the servers, the settings, the services that a section asks for."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pymongo import MongoClient

from psasync.kit.logging import configure
from psasync_local import services
from psasync_local.mongo import Mongo
from psasync_results.settings import ResultsSettings
from tests.bench import unique_keys
from tests.support import cleanup
from tests.support.cluster import Cluster
from tests.support.environment import service_environment
from tests.support.platform import Platform

KAFKA_VARIABLE, MONGO_VARIABLE = "PSASYNC_BENCH_KAFKA", "PSASYNC_BENCH_MONGO"


@dataclass(frozen=True)
class Lab:
    """One run of the benchmarks, on one pair of servers."""

    cluster: Cluster
    settings: ResultsSettings  # what every service has in common, and those of results
    runs: int  # that count, after one that does not
    sizes: tuple[int, ...]  # records, for memory
    records: int  # for the record path
    events: int  # for the fold
    frees_unique_keys: bool  # of the database server
    tenants: int = 0  # for the night
    executions: int = 0  # for the lists
    exported: int = 0  # records, for an export
    clients: int = 0  # for the live streams
    idle_clients: int = 0
    idle_seconds: float = 0

    @asynccontextmanager
    async def services(self, *names: str, environment: Mapping[str, str] | None = None) -> AsyncIterator[None]:
        """These services, for as long as the section needs them: what is not measured must not run."""
        try:
            for name in names:
                await self.cluster.spawn(name, environment)
            for name in names:
                await self.ready(name)
            yield
        finally:
            for name in reversed(names):
                if self.cluster.alive(name):
                    await self.cluster.terminate(name)

    async def spawn_under(self, wrapper: Sequence[str], service: str, environment: Mapping[str, str]) -> None:
        """Start a service by another module, which runs the service's own: `python -m *wrapper MODULE`."""
        command = services.command(services.named(service), {**self.cluster.environment, **environment})
        argv = (sys.executable, "-m", *wrapper, *command.argv[2:])
        await self.cluster.spawn_command(replace(command, argv=argv))

    @asynccontextmanager
    async def unlimited_executor(self) -> AsyncIterator[None]:
        """The executor, without the PSAs' own limits."""
        await self.spawn_under(("tests.bench.unlimited",), "executor", {})
        try:
            await self.ready("executor")
            yield
        finally:
            await self.cluster.terminate("executor")

    async def ready(self, service: str) -> None:
        """To be awaited in place of `cluster.wait_ready`."""
        await self.cluster.wait_ready(service)
        if service == "executor" and not self.frees_unique_keys:
            await asyncio.to_thread(unique_keys.drop_indexes_of_jobs, self.settings)

    @asynccontextmanager
    async def platform(self, *names: str) -> AsyncIterator[Platform]:
        """The services, with the simulated PSA's limit lifted, and an admin key."""
        async with (
            self.services(*names, environment={"PSASYNC_SIMULATOR_RATE_LIMIT_PER_MINUTE": "0"}),
            Platform(self.cluster) as platform,
        ):
            yield platform


@asynccontextmanager
async def opened(
    runs: int, sizes: tuple[int, ...] = (), records: int = 0, events: int = 0, **more: float
) -> AsyncIterator[Lab]:
    """Servers of its own, or those that PSASYNC_BENCH_KAFKA and PSASYNC_BENCH_MONGO name (both, or none)."""
    kafka, mongo = os.environ.get(KAFKA_VARIABLE), os.environ.get(MONGO_VARIABLE)
    prefix = f"bench-{secrets.token_hex(4)}"
    given = service_environment(kafka, mongo, prefix, prefix) if kafka and mongo else None
    with tempfile.TemporaryDirectory(prefix="psasync-bench-") as folder:
        async with Cluster(Path(folder), given) as cluster:
            settings = settings_from(cluster.environment)
            configure("bench", settings)
            try:
                freed = await asyncio.to_thread(unique_keys.freed, settings)
                yield Lab(cluster, settings, runs, sizes, records, events, freed, **more)
            finally:
                if kafka and mongo:
                    cleanup.delete_topics(kafka, prefix)
                    cleanup.drop_databases(mongo, prefix)


def settings_from(environment: Mapping[str, str]) -> ResultsSettings:
    """As a service in that environment reads them; only errors are logged, because the table goes to stdout."""
    given = {name.removeprefix("PSASYNC_").lower(): value for name, value in environment.items()}
    return ResultsSettings.model_validate({**given, "log_level": "ERROR", "log_format": "console"})


async def servers(lab: Lab) -> str:
    """One line: which servers the figures were made with."""
    version = await asyncio.to_thread(_version, lab.settings.mongo_uri.get_secret_value())
    if os.environ.get(MONGO_VARIABLE):
        return f"Servers: given by the environment; MongoDB says version {version}"
    kind = Mongo.on(lab.cluster.run.mongo, 0).kind
    fault = "" if lab.frees_unique_keys else ", without the unique indexes of jobs (see unique_keys.py)"
    return f"Servers, on the same machine: Apache Kafka, one node; {kind} (says MongoDB {version}){fault}"


def _version(uri: str) -> str:
    client: MongoClient = MongoClient(uri, serverSelectionTimeoutMS=10_000)
    with client:
        return str(client.server_info()["version"])
