"""How fast results folds, against the raw consumer and against the database's own bulk rate."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from aiokafka import AIOKafkaConsumer, TopicPartition
from pymongo import MongoClient

from psasync.contracts.events.records import RECORDS_EVENT
from psasync.contracts.topics import EXECUTION_RECORDS
from psasync.kit.clock import RealClock
from psasync.kit.ids import new_id
from psasync.kit.kafka import DeadLetters, EventProducer, Handler, KafkaRuntime, Received, Subscription
from psasync.kit.kafka.admin import connected_admin
from psasync.kit.kafka.topics import Topics
from psasync.kit.mongo import Database, apply_indexes, connect
from psasync.kit.service import spare_the_collector
from psasync_results.domain.execution import Execution
from psasync_results.domain.fold import fold
from psasync_results.domain.rows import record_document
from psasync_results.folding import Folding
from psasync_results.handlers.decoding import decode_events
from psasync_results.handlers.records import RECORDS_AT_ONCE, RecordsHandler
from psasync_results.settings import ResultsSettings
from psasync_results.store.executions import Executions
from psasync_results.store.indexes import indexes
from psasync_results.store.issues import Issues
from psasync_results.store.record_results import RECORDS, RecordResults
from tests.bench import peer_connect
from tests.bench.figures import HEAD, Figure, in_turns, repeated, table
from tests.bench.lab import Lab
from tests.bench.peer_connect import connect_rate
from tests.bench.stream import PAGE, Mix, pages, result

EXECUTION = "bench"
PARTITION = 0
BATCH = RECORDS_AT_ONCE  # as the service's subscription
WITHIN_SECONDS = 600

Work = Callable[[Sequence[Received]], Awaitable[None]]


async def section(lab: Lab) -> list[str]:
    rows = await measure(lab.settings, lab.runs, lab.events)
    return [
        f"### results: the fold, {lab.events:,} events of one execution on one partition",
        "",
        "*Nightly*: nine records in ten unchanged. *First import*: all created, a document each.",
        "Whole: the kit's consumer loop, decoding, fold, all writes (w=majority, j=true), offsets committed.",
        "",
        *table(HEAD, (figure.row(baseline) for figure, baseline in rows)),
    ]


async def measure(settings: ResultsSettings, runs: int, events: int) -> list[tuple[Figure, Figure | None]]:
    """Figures, each with its baseline."""
    spare_the_collector()  # as in every service
    nightly, imported = _stream(settings, "nightly"), _stream(settings, "import")
    await _produce(nightly, events, Mix.NIGHTLY)
    await _produce(imported, events, Mix.FIRST_IMPORT)
    raw = await repeated("raw consumer", runs, lambda: _polled(nightly, events, _nothing))
    checked = await repeated("raw consumer, each event validated", runs, lambda: _polled(nightly, events, _validated))
    idle = await repeated("kit's consumer loop, idle", runs, lambda: _subscribed(nightly, events, _idle))
    plain = await repeated("decode and fold, no database", runs, lambda: _polled(nightly, events, _folding()))
    whole = await repeated("whole, nightly", runs, lambda: _results(nightly, events))
    inserts, first = await in_turns(
        runs,
        ("bulk insert of the same documents", lambda: _inserted(settings, events), "documents"),
        ("whole, first import", lambda: _results(imported, events), "records"),
    )
    return [
        (raw, None),
        (checked, None),
        (idle, raw),
        (plain, checked),
        (whole, checked),
        (inserts, None),
        (first, inserts),
    ]


def _stream(settings: ResultsSettings, name: str) -> ResultsSettings:
    """Each stream has a topic of its own."""
    return settings.model_copy(update={"topic_prefix": f"{settings.topic_prefix}.{name}"})


async def _produce(settings: ResultsSettings, events: int, mix: Mix) -> None:
    async with connected_admin(settings) as admin:
        await Topics(admin, [EXECUTION_RECORDS], prefix=settings.topic_prefix, replication_factor=1).provision()
    producer = EventProducer(settings, client_id="bench")
    try:
        for page in pages(EXECUTION, events, mix):
            await producer.send_batch(EXECUTION_RECORDS, key=EXECUTION, values=page, partition=PARTITION)
    finally:
        await producer.stop(10)


# by polling


async def _polled(settings: ResultsSettings, events: int, work: Work) -> float:
    """Records per second from the first poll to the last record."""
    partition = TopicPartition(EXECUTION_RECORDS.name(settings.topic_prefix), PARTITION)
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka_bootstrap, enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign([partition])
        await consumer.seek_to_beginning(partition)
        seen, started = 0, time.perf_counter()
        async with asyncio.timeout(WITHIN_SECONDS):
            while seen < events:
                polled = (await consumer.getmany(timeout_ms=1000, max_records=BATCH)).get(partition, [])
                await work([Received.of(record) for record in polled])
                seen += len(polled)
        return seen / (time.perf_counter() - started)
    finally:
        await consumer.stop()


async def _nothing(records: Sequence[Received]) -> None:
    """The raw consumer does no more than this."""


async def _validated(records: Sequence[Received]) -> None:
    """What anybody does who reads the topic with its contract."""
    for record in records:
        RECORDS_EVENT.validate_json(record.value or b"")


def _folding() -> Work:
    state = Execution(id=EXECUTION)

    async def work(records: Sequence[Received]) -> None:
        nonlocal state
        state = fold(state, decode_events(records, DeadLetters())).state

    return work


# through the kit's consumer loop


async def _subscribed(settings: ResultsSettings, events: int, handler: Handler) -> float:
    """Records per second from the first batch to the end of the last one."""
    seen, started, ended = 0, 0.0, asyncio.Event()

    async def counted(records: Sequence[Received], dead: DeadLetters) -> None:
        nonlocal seen, started
        started = started or time.perf_counter()
        await handler(records, dead)
        seen += len(records)
        if seen >= events:
            ended.set()

    subscription = Subscription(
        topic=EXECUTION_RECORDS, group=f"bench-{new_id()}", handler=counted, max_records=RECORDS_AT_ONCE
    )
    runtime = KafkaRuntime(settings, "bench", [subscription], [EXECUTION_RECORDS])
    await runtime.start()
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            await ended.wait()
        return seen / (time.perf_counter() - started)
    finally:
        await runtime.stop(10)


async def _idle(records: Sequence[Received], dead: DeadLetters) -> None:
    """What the loop costs by itself."""


async def _results(settings: ResultsSettings, events: int) -> float:
    async with _database(settings) as database:
        folding = Folding(Executions(database), RecordResults(database), Issues(database), RealClock())
        rate = await _subscribed(settings, events, RecordsHandler(folding))
        stored = await Executions(database).read([EXECUTION])
        assert stored[EXECUTION].state.last_seq == events, stored
        return rate


@asynccontextmanager
async def _database(settings: ResultsSettings) -> AsyncIterator[Database]:
    """An empty one with the service's indexes."""
    database = await connect(settings, f"bench_{new_id()[-12:]}")
    month = timedelta(days=30)
    try:
        await apply_indexes(database, indexes(executions_kept=month, records_kept=month, logs_kept=month))
        yield database
    finally:
        await database.close()
        await asyncio.to_thread(_dropped, settings, database.name)


async def connect_section(lab: Lab) -> list[str]:
    """Beside Kafka Connect, which writes a document for each event of the same topic and folds nothing."""
    imported = _stream(lab.settings, "import")
    await _produce(imported, lab.events, Mix.FIRST_IMPORT)
    ours = await repeated("whole, first import", lab.runs, lambda: _results(imported, lab.events))
    peer = await repeated(peer_connect.NAME, lab.runs, lambda: _connected(imported, lab.events), "documents")
    return [
        f"### results beside Kafka Connect, {lab.events:,} events of one execution on one partition",
        "",
        "Same topic, same database server, same Java runtime as Kafka's. Starting either is not counted.",
        "",
        *table(HEAD, (peer.row(), ours.row(peer))),
    ]


async def _connected(settings: ResultsSettings, events: int) -> float:
    async with _database(settings) as database:
        return await connect_rate(settings, EXECUTION_RECORDS.name(settings.topic_prefix), database, events)


def _dropped(settings: ResultsSettings, name: str) -> None:
    """By a client without a time limit: the local server takes as long for it as for the writing."""
    client: MongoClient = MongoClient(settings.mongo_uri.get_secret_value())
    with client:
        client.drop_database(name)


async def _inserted(settings: ResultsSettings, count: int) -> float:
    """Documents per second: those that a first import makes, ready beforehand, into a collection with its indexes."""
    documents = [record_document(result(EXECUTION, seq)) for seq in range(1, count + 1)]
    async with _database(settings) as database:
        collection = database.collection(RECORDS)
        started = time.perf_counter()
        for first in range(0, count, PAGE):
            await collection.insert_many(documents[first : first + PAGE], ordered=False)
        return count / (time.perf_counter() - started)
