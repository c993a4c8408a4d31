"""Kafka Connect with MongoDB's sink, as its own standalone process: a document for each record, and nothing more."""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from psasync.kit.ids import new_id
from psasync.kit.mongo import Database
from psasync_local.kafka import java
from psasync_local.ports import free_port
from psasync_results.settings import ResultsSettings
from tests.bench import connect_jars

NAME = "Kafka Connect 4.3.1 with MongoDB's sink 2.0.1"
STARTS_WITHIN = 120
WITHIN_SECONDS = 600
POLL_SECONDS = 0.05
COLLECTION = "connect"
BATCH = 4000  # records of one poll and so of one bulk write, as many as the service takes at once


async def connect_rate(settings: ResultsSettings, topic: str, database: Database, events: int) -> float:
    """Documents per second from the first one seen in the collection to the last, of a topic that is full already."""
    with tempfile.TemporaryDirectory(prefix="psasync-connect-") as folder, _running(settings, topic, database, folder):
        collection = database.collection(COLLECTION)
        deadline = time.monotonic() + STARTS_WITHIN
        while not (first := await collection.count({})):
            assert time.monotonic() < deadline, (Path(folder) / "log").read_text()[-3000:]
            await asyncio.sleep(POLL_SECONDS)
        began, count = time.perf_counter(), first
        async with asyncio.timeout(WITHIN_SECONDS):
            while count < events:
                await asyncio.sleep(POLL_SECONDS)
                count = await collection.count({})
        return (count - first) / (time.perf_counter() - began)


@contextmanager
def _running(settings: ResultsSettings, topic: str, database: Database, folder: str) -> Iterator[None]:
    worker, sink = Path(folder) / "worker.properties", Path(folder) / "sink.properties"
    worker.write_text(_properties(_worker(settings, folder)))
    sink.write_text(_properties(_sink(settings, topic, database)))
    argv = [java(), "-Xmx1g", "-cp", connect_jars.class_path()]
    argv += ["org.apache.kafka.connect.cli.ConnectStandalone", str(worker), str(sink)]
    with (Path(folder) / "log").open("wb") as log:
        process = subprocess.Popen(argv, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            process.kill()
            process.wait(30)


def _worker(settings: ResultsSettings, folder: str) -> Mapping[str, str]:
    return {
        "bootstrap.servers": settings.kafka_bootstrap,
        "key.converter": "org.apache.kafka.connect.storage.StringConverter",
        "value.converter": "org.apache.kafka.connect.json.JsonConverter",
        "value.converter.schemas.enable": "false",
        "offset.storage.file.filename": f"{folder}/offsets",
        "listeners": f"http://127.0.0.1:{free_port()}",
        "consumer.max.poll.records": str(BATCH),
    }


def _sink(settings: ResultsSettings, topic: str, database: Database) -> Mapping[str, str]:
    return {
        "name": f"sink-{new_id()}",
        "connector.class": "com.mongodb.kafka.connect.MongoSinkConnector",
        "tasks.max": "1",
        "topics": topic,
        "connection.uri": settings.mongo_uri.get_secret_value(),
        "database": database.name,
        "collection": COLLECTION,
        "max.batch.size": str(BATCH),
        "consumer.override.auto.offset.reset": "earliest",
    }


def _properties(values: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in values.items())
