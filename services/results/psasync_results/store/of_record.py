"""What executions of a sync said about some of its source records: an index with a list in its middle."""

from collections.abc import AsyncIterator, Sequence

from psasync.kit.mongo import Database, Document
from psasync_results.store.record_results import RECORDS

KEYS = (("sync", 1), ("source_id", 1), ("fence", 1))
"""One source record in all executions of its sync, in their order."""

OF_RECORD = "of_record"


class OfRecords:
    """Some servers take the index only when told to, others then read all of it: so the plan is asked for first."""

    def __init__(self, database: Database) -> None:
        self._records = database.collection(RECORDS)
        self._hint: str | None = None
        self._planned = False

    async def find(
        self, sync: str, ids: Sequence[str], fences: Document, fields: Sequence[str] | None = None
    ) -> AsyncIterator[Document]:
        """In no order; `fences` is what the query says of them."""
        wanted = of_records(sync, ids, fences)
        if not self._planned:
            plan = (await self._records.explain(wanted))["queryPlanner"]["winningPlan"]
            self._hint = None if OF_RECORD in str(plan) else OF_RECORD
            self._planned = True
        async for record in self._records.find(wanted, fields, hint=self._hint):
            yield record


def of_records(sync: str, ids: Sequence[str], fences: Document) -> Document:
    return {"sync": sync, "source_id": {"$in": list(ids)}, "fence": fences}
