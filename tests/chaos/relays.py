"""Replicas of the relay, the catalog that they ask, and the PSA that sends to them."""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import httpx

from psasync.contracts.events.tickets import TicketChanged
from psasync.contracts.topics import TICKETS
from psasync.kit.http.server import serve
from psasync.kit.settings import CommonSettings
from tests.integration.relay.scheduler import Scheduler, signed
from tests.support.cluster import Cluster
from tests.support.kafka_kit import KafkaTestSettings, log_of
from tests.support.waiting import until

REPLICAS = ("relay-0", "relay-1")
QUICK = {
    "PSASYNC_WEBHOOK_PUBLISH_SECONDS": "2",
    "PSASYNC_WEBHOOK_PER_MINUTE": "1000000",
    "PSASYNC_WEBHOOK_BURST": "100000",
    "PSASYNC_STREAM_HEARTBEAT_SECONDS": "1",
    # What was published before a long absence must not be past its retention after it.
    "PSASYNC_TICKETS_RETENTION_SECONDS": "600",
    "PSASYNC_LOG_LEVEL": "WARNING",
}


class Relays:
    """Two replicas with a topic and a catalog of their own."""

    def __init__(self, cluster: Cluster, scheduler: Scheduler) -> None:
        self.cluster = cluster
        self.scheduler = scheduler
        self._urls: dict[str, str] = {}

    @classmethod
    @contextlib.asynccontextmanager
    async def running(cls, servers: Cluster, folder: Path) -> AsyncIterator[Self]:
        prefix = f"l{secrets.token_hex(4)}"
        own = {"PSASYNC_TOPIC_PREFIX": prefix, "PSASYNC_MONGO_DATABASE_PREFIX": prefix, **QUICK}
        environment = {**servers.environment, **own}
        async with _catalog(environment) as scheduler:
            given = {**environment, "PSASYNC_SCHEDULER_URL": scheduler.url}
            async with Cluster(folder, given) as cluster:
                relays = cls(cluster, scheduler)
                for name in REPLICAS:
                    relays._urls[name] = await cluster.spawn("tickets-relay", None, name)
                await relays.ready()
                yield relays

    async def ready(self) -> None:
        await asyncio.gather(*(self.cluster.wait_ready(name, 90) for name in REPLICAS))

    def url(self, rng: random.Random) -> str:
        """Any of them, as a balancer would choose."""
        return self._urls[rng.choice(REPLICAS)]

    async def log(self) -> list[Published]:
        """All that was ever published about tickets."""
        environment = self.cluster.environment
        prefix = environment["PSASYNC_TOPIC_PREFIX"]
        settings = KafkaTestSettings(environment["PSASYNC_KAFKA_BOOTSTRAP"], prefix)
        records = await log_of(settings, TICKETS.name(prefix), TICKETS.partitions)
        return [
            Published(record.partition, record.offset, TicketChanged.model_validate_json(record.value))
            for record in records
        ]


@dataclass(frozen=True)
class Published:
    partition: int
    offset: int
    event: TicketChanged

    @property
    def position(self) -> int:
        """The one that a consumer's id has once it has been served this."""
        return self.offset + 1


class Psa:
    """Sends each webhook until it is taken, as a PSA that repeats what was not answered with 2xx."""

    def __init__(self, relays: Relays, http: httpx.AsyncClient, tenant: str, rng: random.Random) -> None:
        self.taken: list[str] = []
        self.refused = 0
        self._http = http
        self._relays = relays
        self._token = relays.scheduler.connect(tenant)
        self._rng = rng

    async def send(self, number: int, board: int) -> None:
        body = self._relays.scheduler.callback(number, board=board)
        async with asyncio.timeout(120):
            while not await self._took(body):
                self.refused += 1
                await asyncio.sleep(self._rng.uniform(0.05, 0.3))
        self.taken.append(str(number))

    async def _took(self, body: bytes) -> bool:
        url = f"{self._relays.url(self._rng)}/hooks/{self._token}"
        try:
            return (await self._http.post(url, content=body, headers=signed(body))).is_success
        except httpx.HTTPError:
            return False


def client(read: float = 10) -> httpx.AsyncClient:
    """Without certificates, whose loading takes longer than all else: nothing here is TLS."""
    return httpx.AsyncClient(timeout=httpx.Timeout(5, read=read), verify=False)


@contextlib.asynccontextmanager
async def _catalog(environment: dict[str, str]) -> AsyncIterator[Scheduler]:
    given = {name.removeprefix("PSASYNC_").lower(): value for name, value in environment.items()}
    scheduler = Scheduler(CommonSettings.model_validate(given))
    app = scheduler.app()
    task = asyncio.create_task(serve(app, "127.0.0.1", 0, handle_signals=False))
    await until(lambda: task.done() or hasattr(app.state, "stop"), 10, "the catalog listens")
    scheduler.url = f"http://127.0.0.1:{app.state.port}"
    try:
        yield scheduler
    finally:
        app.state.stop()
        await task
