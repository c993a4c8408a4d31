"""The streaks of syncs, by compare-and-set: what is owed for an end is written together with the end."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from psasync.kit.mongo import Database, DuplicateKeyError
from psasync_results.notices.domain.causes import NoticeKind
from psasync_results.notices.domain.ends import Place
from psasync_results.notices.domain.streak import Failing, Owed, Streak

COLLECTION = "notice_streaks"


@dataclass(frozen=True, slots=True)
class StoredStreak:
    """`revision` 0: there is no document yet."""

    streak: Streak
    revision: int


class Streaks:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def get(self, sync: str) -> StoredStreak:
        document = await self._collection.find_one({"_id": sync})
        return StoredStreak(_streak(document), document["rev"]) if document else StoredStreak(Streak(), 0)

    async def save(self, sync: str, before: StoredStreak, streak: Streak, now: datetime) -> bool:
        """False: somebody else wrote it since it was read."""
        fields = {
            "newest": asdict(streak.newest) if streak.newest else None,
            "failing": asdict(streak.failing) if streak.failing else None,
            "owed": [asdict(owed) | {"kind": owed.kind.value} for owed in streak.owed],
            "at": now,
            "rev": before.revision + 1,
        }
        if before.revision:
            update = {"$set": fields}
            return (await self._collection.update_one({"_id": sync, "rev": before.revision}, update)).matched == 1
        try:
            await self._collection.insert_one({"_id": sync, **fields})
        except DuplicateKeyError:
            return False
        return True


def _streak(document: Mapping[str, Any]) -> Streak:
    newest, failing = document["newest"], document["failing"]
    owed = tuple(Owed(**each | {"kind": NoticeKind(each["kind"])}) for each in document["owed"])
    return Streak(Place(**newest) if newest else None, Failing(**failing) if failing else None, owed)
