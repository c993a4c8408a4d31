"""One counter per group of syncs that share a window."""

from psasync.kit.mongo import Database

_ATTEMPTS = 5


class Slots:
    def __init__(self, database: Database) -> None:
        self._counters = database.collection("slots")

    async def draw(self, group: str) -> int:
        """The next number of the group. No number comes twice; a crash may leave one unused."""
        for _ in range(_ATTEMPTS):
            drawn = await self._counters.find_one_and_update(
                {"_id": group}, {"$inc": {"drawn": 1}}, upsert=True, after=True
            )
            if drawn is not None:  # first draws at the same moment may come to nothing
                number: int = drawn["drawn"]
                return number - 1
        raise RuntimeError("the database gave no counter back")

    async def following(self, group: str) -> int:
        """The number that `draw` would give now."""
        found = await self._counters.find_one({"_id": group})
        return 0 if found is None else int(found["drawn"])
