"""Ticket contents are in transit only: past retention they are in no broker file and in no database."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import bson
import httpx
from pymongo import AsyncMongoClient

from tests.integration.relay.listener import listening
from tests.integration.relay.scheduler import Scheduler, signed
from tests.support.waiting import until

RETENTION_SECONDS = 3


async def test_past_retention_a_ticket_is_nowhere(
    relay, scheduler: Scheduler, topic_prefix, database_prefix, mongo_uri, broker_config, kafka_log_dirs
):
    mark = f"mark-{uuid.uuid4().hex}"
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    bodies = [scheduler.callback(number, summary=mark) for number in range(3)]
    async with (
        relay(tickets_retention_seconds=RETENTION_SECONDS, tickets_segment_seconds=RETENTION_SECONDS) as url,
        listening(url, "acme", key) as listener,
        httpx.AsyncClient(base_url=url) as http,
    ):
        for body in bodies:
            assert (await http.post(f"/hooks/{token}", content=body, headers=signed(body))).status_code == 204
        refused = await http.post(f"/hooks/{token}", content=bodies[0], headers=signed(bodies[0], "another key"))
        assert refused.status_code == 401
        await listener.heard(0, 1, 2)
        sent_at = time.monotonic()
        assert list(_files_with(mark, kafka_log_dirs, topic_prefix)), "the search would not find it"
        await until(
            lambda: not list(_files_with(mark, kafka_log_dirs, topic_prefix)),
            _promised_seconds(broker_config) + 10,
            "the ticket has left the broker's files",
        )
        print(f"gone from the broker's files after {time.monotonic() - sent_at:.1f} s")
        assert not list(_files_with(mark, kafka_log_dirs, ""))
        assert await _health_is_written(http, key)
        async with AsyncMongoClient(mongo_uri) as mongo:
            documents = [document async for document in _documents(mongo, f"{database_prefix}_")]
        assert documents, "the relay's own notes are there, so the search looks at the right place"
        assert not [document for document in documents if mark.encode() in document]


async def _health_is_written(http: httpx.AsyncClient, key: str) -> bool:
    async def asked() -> bool:
        answer = await http.get("/v1/connections/c-acme/webhook-health", headers={"authorization": f"Bearer {key}"})
        return answer.json()["published"] == 3 and bool(answer.json()["latest_refusals"])

    return await until(asked, 10, "webhook health")


def _promised_seconds(broker: dict[str, str]) -> float:
    """Retention, segment roll, the broker's check interval and its delete delay."""
    check = int(broker["log.retention.check.interval.ms"]) / 1000
    delete = int(broker["log.segment.delete.delay.ms"]) / 1000
    return RETENTION_SECONDS * 2 + check + delete


def _files_with(text: str, folders: list[Path], prefix: str) -> Iterator[Path]:
    for folder in folders:
        # Walking passes over folders that the broker deletes meanwhile.
        for root, _, names in os.walk(folder):
            paths = [Path(root, name) for name in names] if Path(root).name.startswith(prefix) else []
            yield from (path for path in paths if path.suffix != ".lock" and text.encode() in _content(path))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.is_file() else b""
    except FileNotFoundError:  # the broker has just deleted it
        return b""


async def _documents(mongo: AsyncMongoClient, prefix: str):
    for database in await mongo.list_database_names():
        if database.startswith(prefix):
            for name in await mongo[database].list_collection_names():
                async for document in mongo[database][name].find():
                    yield bson.encode(document)
