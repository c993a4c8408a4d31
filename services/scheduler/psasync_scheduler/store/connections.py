"""Connections."""

from collections.abc import Mapping
from typing import Any

from psasync.kit.mongo import Database, Document
from psasync_scheduler.domain.catalog import Connection
from psasync_scheduler.store.catalog import CatalogStore

_PAGE = 500


class Connections(CatalogStore[Connection]):
    def __init__(self, database: Database) -> None:
        super().__init__(database.collection("connections"), Connection, "connection of this tenant")

    async def by_webhook(self, digest: str) -> Connection | None:
        found = await self.collection.find_one({"webhook_digest": digest})
        return None if found is None else Connection.model_validate(found)

    async def of_system(self, system: str, scope: Mapping[str, Any], after: str | None) -> list[str]:
        """Ids of live connections to a system, a page in order from behind the id `after`."""
        query = {"system": system, "archived": False, **scope} | ({"_id": {"$gt": after}} if after else {})
        found = await self.collection.find_list(query, {"_id": 1}, sort=[("_id", 1)], limit=_PAGE)
        return [document["_id"] for document in found]

    async def note_check(self, connection: Connection, result: Document) -> None:
        """Beside the version, and only while what was checked is still what is stored."""
        await self.collection.update_one(
            {"_id": connection.id, "version": connection.version}, {"$set": {"last_check": result}}
        )

    async def keep_webhook_secret(self, connection: str, envelope: str) -> Connection | None:
        """Unless it has one; the connection as it is then. Beside the version, for nobody has changed anything."""
        lacking = {"_id": connection, "webhook_secret": None}
        await self.collection.update_one(lacking, {"$set": {"webhook_secret": envelope}})
        return await self.get(connection)

    async def active(self, ids: set[str]) -> frozenset[str]:
        """Those of them that are active."""
        if not ids:
            return frozenset()
        found = await self.collection.find_list({"_id": {"$in": sorted(ids)}}, {"active": 1}, limit=len(ids))
        return frozenset(document["_id"] for document in found if document["active"])
