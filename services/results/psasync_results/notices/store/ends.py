"""Executions that have ended and of which nobody has been told yet: a mark that their end was written with."""

from datetime import datetime

from psasync.kit.mongo import Database
from psasync_results.domain.execution import Execution
from psasync_results.store import past
from psasync_results.store.documents import from_document
from psasync_results.store.executions import COLLECTION, UNTOLD


class UntoldEnds:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def claim(self, now: datetime, until: datetime) -> Execution | None:
        """One that nobody works on; it is found again after `until` unless it is `told` by then."""
        document = await self._collection.find_one_and_update(
            {UNTOLD: past.up_to(now)}, {"$set": {UNTOLD: until}}, sort=((UNTOLD, 1),), projection={"pending": 0}
        )
        return from_document(document) if document else None

    async def get(self, execution: str) -> Execution | None:
        document = await self._collection.find_one({"_id": execution}, {"pending": 0})
        return from_document(document) if document else None

    async def told(self, execution: str) -> None:
        await self._collection.update_one({"_id": execution}, {"$unset": {UNTOLD: ""}})
