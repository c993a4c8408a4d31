"""Failures in a row, one document per sync that has had an end."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from psasync.kit.mongo import Database, DuplicateKeyError, UpdateOne
from psasync_scheduler.domain.streaks import Failure, Streak

_KEPT = timedelta(days=400)
_ATTEMPTS = 10


class Streaks:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection("streaks")

    async def good(self, moments: Mapping[str, datetime]) -> None:
        """These syncs did well, the last time then."""
        await self._collection.bulk_write(
            [
                UpdateOne(
                    {"_id": sync},
                    {"$max": {"good_at": moment, "expire_at": moment + _KEPT}, "$inc": {"version": 1}},
                    upsert=True,
                )
                for sync, moment in sorted(moments.items())
            ]
        )

    async def failed(self, sync: str, failure: Failure) -> Streak:
        """The streak with this failure in it, once, however often it is told."""
        for _ in range(_ATTEMPTS):
            found = await self._collection.find_one({"_id": sync})
            before = Streak() if found is None else Streak.model_validate(found)
            after = before.with_failure(failure)
            if after is before or await self._write(sync, before, after):
                return after
        raise RuntimeError(f"the streak of {sync} does not come to rest")

    async def _write(self, sync: str, before: Streak, after: Streak) -> bool:
        """False: somebody else has written it meanwhile."""
        fields = {
            "failures": [failure.model_dump(mode="python") | {"kind": str(failure.kind)} for failure in after.failures],
            "version": before.version + 1,
            "expire_at": after.failures[-1].at + _KEPT,
        }
        try:
            result = await self._collection.update_one(
                {"_id": sync, "version": before.version}, {"$set": fields}, upsert=before.version == 0
            )
        except DuplicateKeyError:
            return False
        return result.applied
