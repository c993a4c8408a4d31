"""API keys."""

from datetime import datetime

from psasync.kit.mongo import Database
from psasync_scheduler.domain.catalog import ApiKey
from psasync_scheduler.store.catalog import CatalogStore


class Keys(CatalogStore[ApiKey]):
    def __init__(self, database: Database) -> None:
        super().__init__(database.collection("keys"), ApiKey, "key")

    async def by_digest(self, digest: str, now: datetime) -> ApiKey | None:
        """The key of that digest, if it is neither revoked nor expired."""
        found = await self.collection.find_one({"digest": digest})
        key = None if found is None else ApiKey.model_validate(found)
        return key if key is not None and key.valid(now) else None
