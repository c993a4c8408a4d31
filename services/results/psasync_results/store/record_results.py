"""Writing what an execution said about records, and its log. All of it may be written any number of times."""

import asyncio
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from psasync.contracts.events.records import ExecutionLog, instant_of
from psasync.kit.mongo import (
    BulkOperation,
    BulkWriteError,
    Collection,
    Database,
    UpdateOne,
    only_duplicates,
)
from psasync_results.domain.fold import StreamEvent
from psasync_results.domain.record import is_record
from psasync_results.domain.rows import Bucket, bucketed, buckets, name, record_document

RECORDS, BUCKETS, LOGS = "record_results", "record_buckets", "logs"

_UPSERT_ATTEMPTS = 5


class RecordResults:
    """Step 1 of the fold: one round trip per collection, whatever executions the events belong to."""

    def __init__(self, database: Database) -> None:
        self._records = database.collection(RECORDS)
        self._buckets = database.collection(BUCKETS)
        self._logs = database.collection(LOGS)

    async def write(self, events: Sequence[StreamEvent], dry_runs: AbstractSet[str] = frozenset()) -> None:
        """`dry_runs`: the executions that wrote nothing."""
        results = [event for event in events if is_record(event)]
        records = [
            record_document(event, dry_run=event.execution in dry_runs) for event in results if not bucketed(event)
        ]
        rows = buckets(event for event in results if bucketed(event))
        logs = [_log_document(event) for event in events if isinstance(event, ExecutionLog)]
        await asyncio.gather(
            _insert_new(self._records, records),
            _upsert(self._buckets, [_bucket_update(bucket) for bucket in rows]),
            _insert_new(self._logs, logs),
        )


async def _insert_new(collection: Collection, documents: Sequence[dict[str, Any]]) -> None:
    """Insert what is not there yet. What is there has the same id and so the same content."""
    if not documents:
        return
    try:
        await collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        if not only_duplicates(error):
            raise


async def _upsert(collection: Collection, updates: Sequence[BulkOperation]) -> None:
    """Two replicas may create the same document at once; the one that was late updates it."""
    for attempt in range(_UPSERT_ATTEMPTS):
        try:
            await collection.bulk_write(updates, ordered=False)
            return
        except BulkWriteError as error:
            if not only_duplicates(error) or attempt == _UPSERT_ATTEMPTS - 1:
                raise


def _bucket_update(bucket: Bucket) -> UpdateOne:
    """Adds its rows by one expression: a `$set` of a thousand paths takes a server time in the square of them."""
    rows = {str(seq): list(row) for seq, row in bucket.rows.items()}
    fields = {
        "rows": {"$mergeObjects": ["$rows", {"$literal": rows}]},
        "execution": {"$literal": bucket.execution},
        "bucket": {"$literal": bucket.number},
        "tenant": {"$literal": bucket.tenant},
        "sync": {"$literal": bucket.sync},
        "at": {"$max": ["$at", {"$literal": bucket.at}]},
    }
    return UpdateOne({"_id": name(bucket.execution, bucket.number)}, [{"$set": fields}], upsert=True)


def _log_document(event: ExecutionLog) -> dict[str, Any]:
    return {
        "_id": name(event.execution, event.seq),
        "execution": event.execution,
        "seq": event.seq,
        "tenant": event.tenant,
        "at": instant_of(event.at),
        "level": event.level.value,
        "message": event.message,
        "code": event.code.value if event.code else None,
    }
