"""The issues of a rebuilt database: told once more, in the order in which the executions of each sync really ran.

A topic's partitions are read side by side, so the fold of the executions meets them in no order. For counts, first and
last executions of an issue the order matters, and fences give it.
"""

from collections.abc import AsyncIterator, Sequence

from psasync.contracts.events.records import ExecutionProgress
from psasync.kit.mongo import BulkWriteError, Database, Document, only_duplicates
from psasync_results.domain.issues import Telling
from psasync_results.domain.rows import name, record_result
from psasync_results.store import executions
from psasync_results.store.issues import Issues
from psasync_results.store.record_results import RECORDS

_SETTLED = "rebuild_settled"  # what an execution says of held deletions: kept nowhere else
_BATCH = 1_000
_MOST_OF_SYNC = 100_000  # executions of one sync within the retained window


class SettledDeletions:
    """Step 2 of the fold while executions are folded again: keeps what records will not tell."""

    def __init__(self, database: Database) -> None:
        self._collection = database.collection(_SETTLED, weak=True)

    async def apply(self, events: Sequence[Telling]) -> None:
        settled = [event for event in events if isinstance(event, ExecutionProgress)]
        if not settled:
            return
        documents: list[Document] = [
            {"_id": name(event.execution, event.seq), "body": event.model_dump_json()} for event in settled
        ]
        try:
            await self._collection.insert_many(documents)
        except BulkWriteError as error:
            if not only_duplicates(error):
                raise

    async def of(self, execution: str) -> list[ExecutionProgress]:
        """Ids begin with the execution's."""
        wanted: Document = {"_id": {"$gte": f"{execution}:", "$lt": f"{execution};"}}
        found = await self._collection.find_list(wanted, limit=_BATCH)
        return [ExecutionProgress.model_validate_json(document["body"]) for document in found]

    async def forget(self) -> None:
        await self._collection.delete_many({})


async def tell_issues(database: Database, settled: SettledDeletions) -> None:
    """From the records that stand in the database."""
    issues = Issues(database, in_order=True)
    async for sync in _syncs(database):
        for execution in await _in_order(database, sync):
            async for events in _records(database, execution):
                await issues.apply(events)
            await issues.apply(await settled.of(execution))
    await settled.forget()


async def _syncs(database: Database) -> AsyncIterator[str]:
    """Each sync once, from one place of the index to the next."""
    collection, last = database.collection(executions.COLLECTION), ""
    while True:
        found = await collection.find_one({"sync": {"$gt": last}}, {"sync": 1}, (("sync", 1), ("order", 1)))
        if found is None:
            return
        last = found["sync"]
        yield last


async def _in_order(database: Database, sync: str) -> list[str]:
    found = await database.collection(executions.COLLECTION).find_list(
        {"sync": sync}, {"fence": 1, "request.dry_run": 1}, limit=_MOST_OF_SYNC
    )
    real = [document for document in found if not (document.get("request") or {}).get("dry_run")]
    return [document["_id"] for document in sorted(real, key=lambda document: document["fence"])]


async def _records(database: Database, execution: str) -> AsyncIterator[list[Telling]]:
    """A record is reported once per execution, so no batch holds one twice."""
    events: list[Telling] = []
    async for document in database.collection(RECORDS).find({"execution": execution}, sort=(("seq", 1),)):
        events.append(record_result(document))
        if len(events) == _BATCH:
            yield events
            events = []
    if events:
        yield events
