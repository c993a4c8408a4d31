"""Ticket contents are in transit only: past retention they are in no broker file, database, log or other file."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.integration.relay.listener import listening
from tests.integration.relay.marks import LARGEST, Marks, files
from tests.integration.relay.process import RelayProcess, relay_process
from tests.integration.relay.scheduler import Scheduler
from tests.integration.relay.webhooks import health_of
from tests.support import secret_search
from tests.support.waiting import until

ROOT = Path(__file__).parents[3]
LEAKING = "tests.integration.relay.leaking"
RETENTION_SECONDS = 3
SHORT = {
    "PSASYNC_TICKETS_RETENTION_SECONDS": str(RETENTION_SECONDS),
    "PSASYNC_TICKETS_SEGMENT_SECONDS": str(RETENTION_SECONDS),
    "PSASYNC_WEBHOOK_MAX_BYTES": str(LARGEST),
    "PSASYNC_WEBHOOK_PUBLISH_SECONDS": "1",
}
REFUSED = {"refused": 401, "too large": 413, "not json": 401, "unreadable": 401, "odd": 401, "wrong type": 415}


@pytest.fixture
def marks(scheduler: Scheduler) -> Marks:
    return Marks(scheduler, scheduler.connect("acme"))


@pytest.fixture
def server_folder(kafka_log_dirs: list[Path]) -> Path:
    """Everything that this test's Kafka and database write."""
    return kafka_log_dirs[0].parent.parent


async def test_past_retention_a_ticket_is_nowhere(
    relay_env, scheduler, marks, topic_prefix, database_prefix, mongo_uri, broker_config, kafka_log_dirs, server_folder,
    tmp_path,
):  # fmt: skip
    key = scheduler.key("acme")
    async with relay_process(relay_env | SHORT, tmp_path) as relay:
        sent_at = await _all_ways(relay, marks, key)
        assert marks.found(files(kafka_log_dirs, topic_prefix)), "the search would not find it"
        await until(
            lambda: not marks.found(files(kafka_log_dirs, topic_prefix)),
            _promised_seconds(broker_config) + 10,
            "the tickets have left the broker's files",
        )
        print(f"gone from the broker's files after {time.monotonic() - sent_at:.1f} s")
        await health_of(relay.url, "c-acme", key, lambda found: sum(found["refused"].values()) == len(REFUSED))
        assert _core_limit(relay.process.pid) <= 1
        metrics = (await _asked(relay, "/metrics")).encode()
        assert await relay.stopped() == 0
    documents = list(secret_search.documents(mongo_uri, database_prefix))
    assert documents, "the relay's own notes are there, so the search looks at the right place"
    assert not marks.found([*documents, ("the metrics", metrics), *files([tmp_path, server_folder])])
    assert [path.name for path in tmp_path.iterdir()] == ["relay.log"]


async def test_with_kafka_away_a_ticket_is_nowhere(
    relay_env, scheduler, marks, free_port, mongo_uri, database_prefix, tmp_path
):
    nobody = {"PSASYNC_KAFKA_BOOTSTRAP": f"127.0.0.1:{free_port()}"}
    async with relay_process(relay_env | SHORT | nobody, tmp_path, wait=False) as relay, _client(relay) as http:
        await marks.send(http, "kafka away", 503)
        await health_of(relay.url, "c-acme", scheduler.key("acme"), lambda found: found["deferred"])
        await relay.stopped()
    assert not marks.found([*secret_search.documents(mongo_uri, database_prefix), *files([tmp_path])])


@pytest.mark.parametrize("place", ["log", "file"])
async def test_a_leak_would_be_found(relay_env, marks, place, tmp_path):
    """What the others search, with a relay that keeps what it must not."""
    environment = relay_env | SHORT | {"LEAK": place, "PYTHONPATH": str(ROOT)}
    async with relay_process(environment, tmp_path, module=LEAKING) as relay, _client(relay) as http:
        await marks.send(http, "taken", 204)
        await relay.stopped()
    found = marks.found(files([tmp_path]))
    assert found
    assert ("taken in the file relay.log" in found) == (place == "log")


async def _all_ways(relay: RelayProcess, marks: Marks, key: str) -> float:
    """When the last one was sent, by the monotonic clock."""
    async with _client(relay) as http, listening(relay.url, "acme", key) as listener:
        async with _cut_off(relay, key):
            await marks.send(http, "taken", 204)
            await listener.heard(1)
        for way, expected in REFUSED.items():
            await marks.send(http, way, expected)
        assert marks.texts["taken"] in listener.events("ticket")[0].data
    return time.monotonic()


@asynccontextmanager
async def _cut_off(relay: RelayProcess, key: str) -> AsyncIterator[None]:
    """A consumer whose connection breaks with a ticket on its way."""
    host, port = relay.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    request = f"GET /v1/tenants/acme/tickets/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n"
    writer.write(request.encode())
    await reader.readuntil(b"heartbeat")
    try:
        yield
    finally:
        writer.transport.abort()


@asynccontextmanager
async def _client(relay: RelayProcess) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=relay.url, timeout=20) as http:
        yield http


async def _asked(relay: RelayProcess, path: str) -> str:
    async with _client(relay) as http:
        return (await http.get(path)).text


def _core_limit(pid: int) -> int:
    """Bytes that a core dump of the process may have."""
    limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
    line = next(line for line in limits if line.startswith("Max core file size"))
    return int(line.split()[4])


def _promised_seconds(broker: dict[str, str]) -> float:
    """Retention, segment roll, the broker's check interval and its delete delay."""
    check = int(broker["log.retention.check.interval.ms"]) / 1000
    delete = int(broker["log.segment.delete.delay.ms"]) / 1000
    return RETENTION_SECONDS * 2 + check + delete
