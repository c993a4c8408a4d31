"""Connections."""

from psasync.kit.mongo import Database
from psasync_scheduler.domain.catalog import Connection
from psasync_scheduler.store.catalog import CatalogStore


class Connections(CatalogStore[Connection]):
    def __init__(self, database: Database) -> None:
        super().__init__(database.collection("connections"), Connection, "connection of this tenant")

    async def by_webhook(self, digest: str) -> Connection | None:
        found = await self.collection.find_one({"webhook_digest": digest})
        return None if found is None else Connection.model_validate(found)

    async def any_of(self, tenant: str) -> bool:
        return await self.collection.find_one({"tenant": tenant, "archived": False}, {"_id": 1}) is not None
