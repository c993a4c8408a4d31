"""Which message takes the notices of a group at the moment."""

from datetime import datetime

from psasync.kit.ids import new_id
from psasync.kit.mongo import Database, DuplicateKeyError
from psasync_results.notices.domain.gathering import Pace, Slot

COLLECTION = "notice_slots"
_ATTEMPTS = 20


class Slots:
    """Advice, not truth: a notice that comes too late for its message is given another one."""

    def __init__(self, database: Database, pace: Pace) -> None:
        self._collection = database.collection(COLLECTION)
        self._pace = pace

    async def open(self, group: str, now: datetime) -> Slot:
        """The slot that takes notices at this moment, begun if there is none."""
        for _ in range(_ATTEMPTS):
            document = await self._collection.find_one({"_id": group})
            before = Slot(document["message"], document["closes_at"]) if document else None
            if before is not None and before.closes_at > now:
                return before
            slot = Slot(new_id(), self._pace.closes_at(before, now))
            if await self._begin(group, before, slot):
                return slot
        raise RuntimeError("the slot of a group of notices changes all the time")

    async def close(self, group: str, slot: Slot, now: datetime) -> None:
        """It takes no more, whatever its time: the message has been made."""
        same = {"_id": group, "message": slot.message, "closes_at": {"$gt": now}}
        await self._collection.update_one(same, {"$set": {"closes_at": now}})

    async def _begin(self, group: str, before: Slot | None, slot: Slot) -> bool:
        fields = {"message": slot.message, "closes_at": slot.closes_at}
        if before is not None:
            same = {"_id": group, "message": before.message}
            return (await self._collection.update_one(same, {"$set": fields})).matched == 1
        try:
            await self._collection.insert_one({"_id": group, **fields})
        except DuplicateKeyError:
            return False
        return True
