from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from psasync.contracts.topics import TICKETS
from psasync.kit.http.server import serve
from psasync.kit.settings import CommonSettings
from psasync_tickets_relay.app import build
from psasync_tickets_relay.settings import RelaySettings
from tests.integration.relay.scheduler import Scheduler
from tests.support.kafka_kit import KafkaTestSettings, Received, log_of
from tests.support.private_kafka import PrivateKafka
from tests.support.waiting import until

RelayFor = Callable[..., AbstractAsyncContextManager[str]]


@pytest.fixture
async def scheduler(settings_env: dict[str, str]) -> AsyncIterator[Scheduler]:
    settings = CommonSettings(**arguments(settings_env))
    made = Scheduler(settings)
    async with _served(made.app(), 0) as made.url:
        yield made


@pytest.fixture
def relay_env(settings_env: dict[str, str], scheduler: Scheduler) -> dict[str, str]:
    """The environment of a relay that asks this test's scheduler."""
    return {**settings_env, "PSASYNC_SCHEDULER_URL": scheduler.url, "PSASYNC_HEALTH_FLUSH_SECONDS": "0.2"}


@pytest.fixture
def relay(relay_env: dict[str, str]) -> RelayFor:
    """`async with relay(setting=value) as url`: a replica, ready unless told not to wait."""

    @contextlib.asynccontextmanager
    async def run(*, wait: bool = True, **changes: Any) -> AsyncIterator[str]:
        settings = RelaySettings(**arguments(relay_env) | changes)
        async with _served(await build(settings), 0) as url:
            if wait:
                await ready(url)
            yield url

    return run


@pytest.fixture
def published(kafka_bootstrap: str, topic_prefix: str) -> Callable[[], Awaitable[list[Received]]]:
    """All that was ever published about tickets in this test."""
    settings = KafkaTestSettings(kafka_bootstrap, topic_prefix)
    return lambda: log_of(settings, TICKETS.name(topic_prefix), TICKETS.partitions)


@pytest.fixture(scope="session")
def private_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateKafka]:
    """A broker to be killed. Whoever needs it waits until it runs, and leaves it as it is."""
    kafka = PrivateKafka(tmp_path_factory.mktemp("private-kafka"))
    yield kafka
    kafka.kill()


async def ready(url: str, within: float = 60) -> None:
    async with httpx.AsyncClient(base_url=url) as http:

        async def asked() -> bool:
            return (await http.get("/readyz")).status_code == 200

        await until(asked, within, "the relay is ready")


@pytest.fixture
async def broker_config(kafka_bootstrap: str) -> dict[str, str]:
    """The broker's own settings, as it tells them."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    try:
        node = (await admin.describe_cluster())["brokers"][0]["node_id"]
        answers = await admin.describe_configs([ConfigResource(ConfigResourceType.BROKER, str(node))])
    finally:
        await admin.close()
    entries = [entry for answer in answers for resource in answer.to_object()["resources"] for entry in
               resource["config_entries"]]  # fmt: skip
    return {entry["config_names"]: entry["config_value"] for entry in entries}


@pytest.fixture
def kafka_log_dirs(broker_config: dict[str, str]) -> list[Path]:
    """Where the broker keeps its segments; it has to be a place that this test can read."""
    folders = [Path(name) for name in (broker_config["log.dirs"] or broker_config["log.dir"]).split(",")]
    unreadable = [str(folder) for folder in folders if not folder.is_dir()]
    if unreadable:
        pytest.fail(f"the broker's files cannot be searched from here: {unreadable}")
    return folders


def arguments(environment: dict[str, str]) -> dict[str, Any]:
    return {name.removeprefix("PSASYNC_").lower(): value for name, value in environment.items()}


@contextlib.asynccontextmanager
async def _served(app: Any, port: int) -> AsyncIterator[str]:
    task = asyncio.create_task(serve(app, "127.0.0.1", port, handle_signals=False))
    await until(lambda: task.done() or hasattr(app.state, "stop"), 10, "the server listens")
    try:
        yield f"http://127.0.0.1:{app.state.port}"
    finally:
        app.state.stop()
        async with asyncio.timeout(40):
            await task
