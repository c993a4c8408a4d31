"""One counter per sync: each claim draws a fence that is higher than all before it."""

from psasync.kit.mongo import Database


class Fences:
    def __init__(self, database: Database) -> None:
        self._fences = database.collection("fences")

    async def draw(self, sync_key: str) -> int:
        """To be called while holding the claim: only then does a higher fence mean a later attempt."""
        drawn = await self._fences.find_one_and_update(
            {"_id": sync_key}, {"$inc": {"fence": 1}}, upsert=True, after=True
        )
        if drawn is None:
            raise RuntimeError("the database gave no counter back")
        fence: int = drawn["fence"]
        return fence
