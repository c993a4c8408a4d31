"""How fast results folds, against the raw consumer and against the database's own bulk rate."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from aiokafka import AIOKafkaConsumer, TopicPartition

from psasync.contracts.topics import EXECUTION_RECORDS
from psasync.kit.clock import RealClock
from psasync.kit.ids import new_id
from psasync.kit.kafka import DeadLetters, EventProducer, Received
from psasync.kit.kafka.admin import connected_admin
from psasync.kit.kafka.topics import Topics
from psasync.kit.mongo import Database, InsertOne, apply_indexes, connect
from psasync_results.domain.execution import Execution
from psasync_results.domain.fold import fold
from psasync_results.folding import Folding
from psasync_results.handlers.decoding import decode_events
from psasync_results.handlers.records import RecordsHandler
from psasync_results.settings import ResultsSettings
from psasync_results.store.executions import Executions
from psasync_results.store.indexes import indexes
from psasync_results.store.issues import Issues
from psasync_results.store.record_results import RecordResults
from tests.bench.figures import Figure, repeated
from tests.bench.stream import PAGE, pages

EVENTS = int(os.environ.get("PSASYNC_BENCH_EVENTS", "200000"))
PARTITION = 0
BATCH = 1000


async def measure(settings: ResultsSettings, runs: int) -> list[tuple[Figure, Figure | None]]:
    """Rows of figures, each with its baseline."""
    async with connected_admin(settings) as admin:
        await Topics(admin, [EXECUTION_RECORDS], prefix=settings.topic_prefix, replication_factor=1).provision()
    await _produce(settings)
    raw = await repeated("raw consumer", runs, lambda: _consume(settings, _nothing))
    plain = await repeated("consume, decode and fold, no database", runs, lambda: _consume(settings, _fold_only()))
    database = await connect(settings, "bench_results")
    try:
        await apply_indexes(database, _indexes())
        inserting = await repeated("bulk insert of the same documents", runs, lambda: _insert(database), "documents")
        whole = await repeated(
            "consume, fold and write", runs, lambda: _consume(settings, _handler(database), fresh=True)
        )
    finally:
        await database.drop()
        await database.close()
    return [(raw, None), (plain, raw), (inserting, None), (whole, raw)]


def _indexes() -> dict[str, list]:
    month = timedelta(days=30)
    return indexes(executions_kept=month, records_kept=month, logs_kept=month)


async def _produce(settings: ResultsSettings) -> None:
    producer = EventProducer(settings, client_id="bench")
    try:
        for page in pages("bench", EVENTS):
            await producer.send_batch(EXECUTION_RECORDS, key="bench", values=page, partition=PARTITION)
    finally:
        await producer.stop(10)


async def _consume(settings: ResultsSettings, work, *, fresh: bool = False) -> float:
    """Records per second from the first to the last."""
    execution = new_id() if fresh else None
    async with _consumer(settings) as consumer:
        seen, started = 0, time.perf_counter()
        while seen < EVENTS:
            batch = (await consumer.getmany(timeout_ms=1000, max_records=BATCH)).get(_partition(settings), [])
            records = [Received.of(record) for record in batch]
            if execution is not None:
                records = [_renamed(record, execution) for record in records]
            await work(records)
            seen += len(batch)
        return seen / (time.perf_counter() - started)


def _partition(settings: ResultsSettings) -> TopicPartition:
    return TopicPartition(EXECUTION_RECORDS.name(settings.topic_prefix), PARTITION)


@asynccontextmanager
async def _consumer(settings: ResultsSettings) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka_bootstrap, enable_auto_commit=False)
    await consumer.start()
    try:
        partition = _partition(settings)
        consumer.assign([partition])
        await consumer.seek_to_beginning(partition)
        yield consumer
    finally:
        await consumer.stop()


def _renamed(record: Received, execution: str) -> Received:
    """Each run folds an execution of its own."""
    value = (record.value or b"").replace(b'"execution":"bench"', f'"execution":"{execution}"'.encode(), 1)
    return Received(
        record.topic, record.partition, record.offset, record.key, value, record.headers, record.timestamp_ms
    )


async def _nothing(records: Sequence[Received]) -> None:
    """The raw consumer does no more than this."""


def _fold_only():
    state = Execution(id="bench")

    async def work(records: Sequence[Received]) -> None:
        nonlocal state
        state = fold(state, decode_events(records, DeadLetters())).state

    return work


def _handler(database: Database):
    folding = Folding(Executions(database), RecordResults(database), Issues(database), RealClock())
    handler = RecordsHandler(folding)

    async def work(records: Sequence[Received]) -> None:
        await handler(records, DeadLetters())

    return work


async def _insert(database: Database) -> float:
    """Documents per second, in bulk, of the size of a record document."""
    collection = database.collection("bench_documents")
    execution = new_id()
    count = 20 * PAGE
    started = time.perf_counter()
    for first in range(0, count, PAGE):
        await collection.bulk_write([InsertOne(_document(execution, first + n)) for n in range(PAGE)])
    return count / (time.perf_counter() - started)


def _document(execution: str, seq: int) -> dict[str, object]:
    return {
        "_id": f"{execution}/{seq}",
        "execution": execution,
        "seq": seq,
        "tenant": "tenant",
        "sync": "sync",
        "entity": "contact",
        "source_id": str(seq),
        "label": f"Contact number {seq}",
        "outcome": "created",
        "hash": f"{seq:032x}",
        "dest": "5e0f7b62-9a0c-5d36-8c9e-2f6f0a7d1b43",
    }
