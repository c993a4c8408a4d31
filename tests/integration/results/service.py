"""A whole results service inside a test: its server, its Kafka side and callers with keys."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import httpx
from aiokafka import AIOKafkaConsumer

from psasync.contracts import cloudevents
from psasync.contracts.events import cancel, requested
from psasync.contracts.events.records import RecordsEvent, encode
from psasync.contracts.topics import CANCEL_REQUESTED, EXECUTION_RECORDS, EXECUTION_STATUS, SYNC_REQUESTED
from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal
from psasync.kit.http.server import serve
from psasync.kit.kafka import EventProducer
from psasync.trust import authorities
from psasync_results.app import build
from psasync_results.settings import ResultsSettings

PLATFORM, ACME, OTHER, OPERATOR = "key-platform", "key-acme", "key-other", "key-operator"


class Keys:
    """Who may ask, without a scheduler."""

    def __init__(self) -> None:
        self.known = {
            PLATFORM: Principal("p", "platform", Role.ADMIN, None),
            ACME: Principal("a", "acme", Role.VIEWER, "acme"),
            OTHER: Principal("o", "other", Role.VIEWER, "other"),
            OPERATOR: Principal("w", "operator", Role.OPERATOR, "acme"),
        }

    async def authenticate(self, bearer: str) -> Principal | None:
        return self.known.get(bearer)


def as_(key: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {key}"}


@contextlib.asynccontextmanager
async def running(settings: ResultsSettings, *, kafka: bool = True) -> AsyncIterator[httpx.AsyncClient]:
    app = await build(settings, Keys())
    server = asyncio.create_task(serve(app, "127.0.0.1", 0, handle_signals=False))
    try:
        await until(lambda: getattr(app.state, "port", None), "the port is bound")
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{app.state.port}", headers=as_(PLATFORM), timeout=15, verify=authorities()
        ) as client:
            if kafka:
                await until(lambda: _ready(client), "the service is ready", seconds=30)
            yield client
    finally:
        await until(lambda: getattr(app.state, "stop", None), "the server can be stopped")
        app.state.stop()
        await asyncio.wait_for(server, 20)


async def _ready(client: httpx.AsyncClient) -> bool:
    return (await client.get("/readyz")).status_code == 200


async def until(condition: Callable[[], Any | Awaitable[Any]], what: str, seconds: float = 20) -> Any:
    """The first true value of the condition."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if asyncio.iscoroutine(value):
            value = await value
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        await asyncio.sleep(0.05)


async def ended(client: httpx.AsyncClient, execution: str) -> dict[str, Any]:
    async def ask() -> dict[str, Any] | None:
        answer = await client.get(f"/v1/executions/{execution}")
        return answer.json() if answer.status_code == 200 and answer.json()["ended_at"] else None

    return await until(ask, f"{execution} has ended")


class Talker:
    """Everybody who writes into the topics that results reads."""

    def __init__(self, settings: ResultsSettings) -> None:
        self.producer = EventProducer(settings)

    async def say(self, *events: RecordsEvent) -> None:
        for execution in dict.fromkeys(event.execution for event in events):
            values = [encode(event) for event in events if event.execution == execution]
            await self.producer.send_batch(EXECUTION_RECORDS, key=execution, values=values)

    async def request(self, id_: str, body: bytes, *, source: str = "test", type_: str = requested.TYPE) -> None:
        headers = cloudevents.Attributes(id=id_, source=source, type=type_).headers()
        await self.producer.send(SYNC_REQUESTED, key="acme-cw", value=body, headers=headers)

    async def cancel(self, wish: cancel.CancelRequested) -> None:
        headers = cloudevents.Attributes(id=f"c-{wish.execution}", source="test", type=cancel.TYPE).headers()
        body = wish.model_dump_json().encode()
        await self.producer.send(CANCEL_REQUESTED, key=wish.execution, value=body, headers=headers)


async def statuses(settings: ResultsSettings, execution: str, count: int) -> list[tuple[str, str]]:
    """Id and status of the first `count` status events of an execution; one whose id came before is the same one."""
    topic = EXECUTION_STATUS.name(settings.topic_prefix)
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=settings.kafka_bootstrap, auto_offset_reset="earliest", group_id=None
    )
    await consumer.start()
    found: dict[str, str] = {}
    try:
        async with asyncio.timeout(20):
            while len(found) < count:
                batches = await consumer.getmany(timeout_ms=200)
                for record in (record for batch in batches.values() for record in batch):
                    if record.key == execution.encode():
                        attributes = cloudevents.parse(record.headers)
                        found.setdefault(attributes.id, _status(record.value))
    finally:
        await consumer.stop()
    return list(found.items())


def _status(body: bytes) -> str:
    from psasync.contracts.events.status import StatusChanged

    return StatusChanged.model_validate_json(body).status.value
