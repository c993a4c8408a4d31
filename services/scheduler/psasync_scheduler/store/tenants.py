"""Tenants."""

from psasync.kit.mongo import Database
from psasync_scheduler.domain.catalog import Tenant
from psasync_scheduler.store.catalog import CatalogStore


class Tenants(CatalogStore[Tenant]):
    def __init__(self, database: Database) -> None:
        super().__init__(database.collection("tenants"), Tenant, "tenant")

    async def to_replan(self, limit: int) -> list[Tenant]:
        """Tenants whose zone has changed and whose syncs may still be planned in the old one."""
        found = await self.collection.find_list({"replan_due": True}, limit=limit)
        return [Tenant.model_validate(document) for document in found]

    async def replanned(self, tenant: Tenant) -> None:
        await self.collection.update_one({"_id": tenant.id, "version": tenant.version}, {"$unset": {"replan_due": ""}})
