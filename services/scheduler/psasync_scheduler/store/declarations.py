"""What the PSA of a connection declared when it was last asked."""

from datetime import timedelta

from psasync.kit.mongo import Database
from psasync_scheduler.domain.declarations import Discovery

_KEPT = timedelta(days=90)


class Declarations:
    """One document per connection; weak, for the PSA can be asked again."""

    def __init__(self, database: Database) -> None:
        self._collection = database.collection("declarations", weak=True)

    async def get(self, connection: str) -> Discovery | None:
        found = await self._collection.find_one({"_id": connection})
        return None if found is None else Discovery.model_validate_json(found["content"])

    async def put(self, discovery: Discovery) -> None:
        """As text: names are other people's words, and no database takes every word."""
        document = {
            "content": discovery.model_dump_json(),
            "discovered_at": discovery.discovered_at,
            "expire_at": discovery.discovered_at + _KEPT,
        }
        await self._collection.update_one({"_id": discovery.connection}, {"$set": document}, upsert=True)
