"""What runs for a tenant at this moment."""

from collections.abc import Mapping

from psasync.contracts.vocabulary import Status
from psasync.kit.mongo import Database, Document
from psasync_results.store.executions import COLLECTION
from psasync_results.store.newest import FIELD, SORT, window

MOST_SHOWN = 500


class RunningExecutions:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def of(self, tenant: str) -> Mapping[str, str]:
        """Sync -> its execution that runs; the `MOST_SHOWN` requested last."""
        shown = {"sync": 1, FIELD: 1}
        found = await self._collection.find_list(running_filter(tenant), shown, SORT, limit=MOST_SHOWN)
        return {document["sync"]: document["_id"] for document in reversed(found)}


def running_filter(tenant: str) -> Document:
    return {"tenant": tenant, "status": Status.IN_PROGRESS.value, **window(None)}
