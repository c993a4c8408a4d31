"""A whole scheduler inside a test: its server, callers with keys, and what it has published."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from fastapi import FastAPI

from psasync.contracts import cloudevents
from psasync.contracts.topics import TopicSpec
from psasync.contracts.vocabulary import System
from psasync.kit.clock import Clock
from psasync.kit.http.server import serve
from psasync.kit.mongo import connect
from psasync.psa.entry import SystemEntry
from psasync.trust import authorities
from psasync_scheduler.app import build
from psasync_scheduler.bootstrap import bootstrap_key
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.systems import Doors, systems
from tests.support.waiting import until

SECRETS = {
    "public_key": "pub-S3cretOfTheTest-1",
    "private_key": "priv-S3cretOfTheTest-2",
    "client_id": "0e1d3c5b-7a99-4f88-9d77-5ec2e7000003",
}
TOKEN = {"token": "tok-S3cretOfTheTest-5"}


def as_(key: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {key}"}


class Client(httpx.AsyncClient):
    """Speaks to one replica as the first admin, unless told otherwise."""

    app: FastAPI

    async def new(self, path: str, **body: Any) -> dict[str, Any]:
        answer = await self.post(path, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def tenant(self, name: str = "Acme", time_zone: str = "Europe/Berlin") -> str:
        return (await self.new("/v1/tenants", name=name, time_zone=time_zone))["id"]

    async def connection(self, tenant: str, name: str = "PSA", **more: Any) -> str:
        settings = {"base_url": "http://127.0.0.1:9", "company": "acme"}
        body = {"tenant": tenant, "system": "connectwise", "name": name, "settings": settings, "secrets": SECRETS}
        return (await self.new("/v1/connections", **body | more))["id"]

    async def shop(self, tenant: str, name: str = "Shop", **more: Any) -> str:
        """A destination."""
        return await self.connection(tenant, name, system="http_endpoint", settings={}, secrets=TOKEN, **more)

    async def sync(self, tenant: str | None = None, connection: str | None = None, **more: Any) -> str:
        connection = connection or await self.connection(tenant or await self.tenant())
        body = {"connection": connection, "name": "Nightly", "entities": ["company", "contact", "ticket_board"]}
        return (await self.new("/v1/syncs", **body | more))["id"]

    async def key(self, role: str, tenant: str | None = None, **more: Any) -> str:
        return (await self.new("/v1/keys", name=f"{role} of {tenant}", role=role, tenant=tenant, **more))["key"]


async def first_key(settings: SchedulerSettings, *, replace: bool = False) -> str:
    database = await connect(settings, "scheduler")
    try:
        return (await bootstrap_key(database, replace=replace)).text
    finally:
        await database.close()


@contextlib.asynccontextmanager
async def running(
    settings: SchedulerSettings,
    key: str,
    *,
    kafka: bool = True,
    clock: Clock | None = None,
    doors: Doors | None = None,
    adapters: Mapping[System, SystemEntry] | None = None,
    port: int = 0,
) -> AsyncIterator[Client]:
    app = await build(settings, adapters=adapters or systems(doors or Doors()), clock=clock)
    server = asyncio.create_task(serve(app, "127.0.0.1", port, handle_signals=False))
    try:
        await until(lambda: getattr(app.state, "port", None), what="the port is bound")
        url = f"http://127.0.0.1:{app.state.port}"
        async with Client(base_url=url, headers=as_(key), timeout=30, verify=authorities()) as client:
            client.app = app
            await until(lambda: _ready(client, kafka=kafka), within=60, what="the service is ready")
            yield client
    finally:
        await until(lambda: getattr(app.state, "stop", None), what="the server can be stopped")
        app.state.stop()
        await asyncio.wait_for(server, 30)


async def _ready(client: Client, *, kafka: bool) -> bool:
    checks = (await client.get("/readyz")).json()["checks"]
    return all(state == "ok" for name, state in checks.items() if kafka or name != "kafka")


class Published:
    """What stands in a topic."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        self._bootstrap = bootstrap
        self._prefix = prefix

    async def raw(self, spec: TopicSpec) -> list[Any]:
        consumer = AIOKafkaConsumer(bootstrap_servers=self._bootstrap, enable_auto_commit=False)
        await consumer.start()
        try:
            partitions = [TopicPartition(spec.name(self._prefix), each) for each in range(spec.partitions)]
            consumer.assign(partitions)
            await consumer.seek_to_beginning(*partitions)
            ends = await consumer.end_offsets(partitions)
            records: list[Any] = []
            while any([await consumer.position(each) < ends[each] for each in partitions]):
                for found in (await consumer.getmany(timeout_ms=200)).values():
                    records += found
            return sorted(records, key=lambda record: record.timestamp)
        finally:
            await consumer.stop()

    async def events(self, spec: TopicSpec) -> list[dict[str, Any]]:
        """Bodies, with the envelope under `ce`."""
        return [
            {**orjson.loads(record.value), "ce": cloudevents.parse(record.headers), "key": record.key.decode()}
            for record in await self.raw(spec)
        ]
