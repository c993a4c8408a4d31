"""Replicas of the relay, the catalog that they ask, the PSA that sends to them, and consumers that always come back."""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
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
from tests.unit.relay.frames import Frame, parse

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

    def __init__(self, relays: Relays, tenant: str, rng: random.Random) -> None:
        self.taken: list[str] = []
        self.refused = 0
        self._relays = relays
        self._token = relays.scheduler.connect(tenant)
        self._rng = rng

    async def send(self, number: int, board: int) -> None:
        body = self._relays.scheduler.callback(number, board=board)
        async with asyncio.timeout(120), httpx.AsyncClient(timeout=10) as http:
            while not await self._took(http, body):
                self.refused += 1
                await asyncio.sleep(self._rng.uniform(0.05, 0.3))
        self.taken.append(str(number))

    async def _took(self, http: httpx.AsyncClient, body: bytes) -> bool:
        url = f"{self._relays.url(self._rng)}/hooks/{self._token}"
        try:
            return (await http.post(url, content=body, headers=signed(body))).is_success
        except httpx.HTTPError:
            return False


@dataclass
class Consumer:
    """Holds a stream, and comes back with its last id, to any replica, however it was cut."""

    tenant: str
    boards: tuple[str, ...] = ()  # none: everything
    frames: list[Frame] = field(default_factory=list)
    comings: int = 0

    @contextlib.asynccontextmanager
    async def listening(self, relays: Relays, rng: random.Random) -> AsyncIterator[Self]:
        task = asyncio.create_task(self._stay(relays, relays.scheduler.key(self.tenant), rng))
        try:
            await until(lambda: self.frames or task.done(), 30, "the first id")
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    @property
    def place(self) -> tuple[int, int]:
        """Partition and position of the last id."""
        return place(next(frame.id for frame in reversed(self.frames) if frame.id))

    def events(self, name: str) -> list[Frame]:
        return [frame for frame in self.frames if frame.event == name]

    def wants(self, event: TicketChanged) -> bool:
        board = event.board.id if event.board else None
        return event.tenant == self.tenant and (not self.boards or board in self.boards)

    async def _stay(self, relays: Relays, key: str, rng: random.Random) -> None:
        async with httpx.AsyncClient(timeout=httpx.Timeout(5, read=10)) as http:
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    await self._once(http, relays.url(rng), key)
                await asyncio.sleep(rng.uniform(0.05, 0.3))

    async def _once(self, http: httpx.AsyncClient, url: str, key: str) -> None:
        shown = next((frame.id for frame in reversed(self.frames) if frame.id), None)
        headers = {"authorization": f"Bearer {key}"} | ({"last-event-id": shown} if shown else {})
        path = f"{url}/v1/tenants/{self.tenant}/tickets/events"
        async with http.stream("GET", path, headers=headers, params={"board": list(self.boards)}) as response:
            if response.status_code != 200:
                return
            self.comings += 1
            rest = ""
            async for text in response.aiter_text():
                *blocks, rest = (rest + text).split("\n\n")
                self.frames += parse("\n\n".join(blocks))


def place(resume_id: str) -> tuple[int, int]:
    _, partition, position = resume_id.split(".")
    return int(partition, 16), int(position, 16)


def judge(consumer: Consumer, published: Sequence[Published]) -> int:
    """Each event of the topic came once and in order, or lies in a stretch that was told as a gap; how many do."""
    got = [place(frame.id) for frame in consumer.events("ticket")]
    assert got == sorted(set(got)), "an event came twice, or out of order"
    partition, start = place(consumer.frames[0].id)
    stretches = [_stretch(frame) for frame in consumer.events("gap")]
    wanted = [each for each in published if each.partition == partition and each.position > start]
    wanted = [each for each in wanted if consumer.wants(each.event)]
    assert set(got) <= {(each.partition, each.position) for each in wanted}, "it was given what is not its own"
    missing = [each for each in wanted if (each.partition, each.position) not in set(got)]
    told = [each for each in missing if any(low <= each.offset < high for low, high in stretches)]
    assert told == missing, f"{len(missing) - len(told)} are missing, and no gap tells of them"
    by_place = {(each.partition, each.position): each.event for each in wanted}
    for frame in consumer.events("ticket"):
        assert frame.json["ticket_id"] == by_place[place(frame.id)].ticket_id
    return len(missing)


def _stretch(gap: Frame) -> tuple[int, int]:
    return (place(gap.json["from"])[1] if gap.json["from"] else 0, place(gap.json["to"])[1])


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
