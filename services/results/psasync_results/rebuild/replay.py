"""Folds what the topics still hold into an empty database. Nobody is told of it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

from psasync.contracts.topics import CANCEL_REQUESTED, EXECUTION_RECORDS, SYNC_REQUESTED, TopicSpec
from psasync.kit.clock import Clock
from psasync.kit.kafka import DeadLetters, Handler, Rewind, retained
from psasync.kit.mongo import Database, Document
from psasync_results.folding import Folding
from psasync_results.handlers.cancels import CancelsHandler
from psasync_results.handlers.records import RecordsHandler
from psasync_results.handlers.requests import RequestsHandler
from psasync_results.rebuild.issues_again import SettledDeletions, tell_issues
from psasync_results.settings import ResultsSettings
from psasync_results.store import executions, record_results
from psasync_results.store.executions import Executions
from psasync_results.store.record_results import RecordResults
from psasync_results.sweeper import DeadlineSweeper

_BATCH = 200


@dataclass
class Replayed:
    """What was read, and what of it could not be used."""

    read: dict[str, int] = field(default_factory=dict)  # records by topic
    cut: int = 0  # executions whose first events are retained no longer


async def replay(settings: ResultsSettings, database: Database, clock: Clock) -> Replayed:
    """Fold requests, cancels and records, in this order, and end what nobody will end.

    Executions whose beginning is retained no longer are left out. Raises `BrokerAway` and `MongoError`;
    then the database is of no use.
    """
    store = Executions(database)
    settled = SettledDeletions(database)
    folding = Folding(store, RecordResults(database), settled, clock)
    replayed = Replayed()
    steps: tuple[tuple[TopicSpec, Handler], ...] = (
        (SYNC_REQUESTED, RequestsHandler(folding)),
        (CANCEL_REQUESTED, CancelsHandler(folding)),
        (EXECUTION_RECORDS, RecordsHandler(folding)),
    )
    for topic, handler in steps:
        replayed.read[topic.base] = await _fold(settings, topic, handler)
    replayed.cut = await _drop_cut(database)
    await tell_issues(database, settled)
    await DeadlineSweeper(store, folding, clock, margin=settings.deadline_margin, every=timedelta()).sweep()
    nobody_is_told = {"$set": {"pending": []}, "$unset": {executions.UNTOLD: ""}}
    await database.collection(executions.COLLECTION).update_many({}, nobody_is_told)
    return replayed


async def _fold(settings: ResultsSettings, topic: TopicSpec, handler: Handler) -> int:
    count = 0
    async for records in retained(settings, topic):
        count += len(records)
        try:
            # What cannot be read has become a dead letter when it was read for the first time.
            await handler(records, DeadLetters())
        except Rewind:
            continue  # the beginning of an execution is missing: reading again would not bring it back
    return count


async def _drop_cut(database: Database) -> int:
    """Take out the executions of which the fold waits for events."""
    count = 0
    async for ids in _cut(database):
        of_them: Document = {"execution": {"$in": ids}}
        for name in (record_results.RECORDS, record_results.BUCKETS, record_results.LOGS):
            await database.collection(name).delete_many(of_them)
        await database.collection(executions.COLLECTION).delete_many({"_id": {"$in": ids}})
        count += len(ids)
    return count


async def _cut(database: Database) -> AsyncIterator[list[str]]:
    """Once through the whole collection, which a replay may do."""
    found = database.collection(executions.COLLECTION).find({}, {"gap": 1}, batch_size=_BATCH)
    ids: list[str] = []
    async for document in found:
        if document["gap"] is not None:
            ids.append(document["_id"])
        if len(ids) == _BATCH:
            yield ids
            ids = []
    if ids:
        yield ids
