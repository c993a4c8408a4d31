"""The incremental cursors, one per sync and entity."""

from psasync.contracts.vocabulary import Entity
from psasync.kit.mongo import Database
from psasync_executor.domain.cursors import EntityCursor
from psasync_executor.store.fenced import fenced_update, write_fenced


class Cursors:
    def __init__(self, database: Database) -> None:
        self._cursors = database.collection("cursors")

    async def of(self, sync: str) -> dict[Entity, EntityCursor]:
        keys = [f"{sync}|{entity}" for entity in Entity]
        found = await self._cursors.find_list({"_id": {"$in": keys}}, limit=len(keys))
        return {Entity(document["entity"]): EntityCursor.model_validate_json(document["cursor"]) for document in found}

    async def move(self, sync: str, entity: Entity, cursor: EntityCursor, fence: int) -> None:
        """Repeatable; without effect where a later attempt has written."""
        update = {"$set": {"sync": sync, "entity": entity, "cursor": cursor.model_dump_json(), "fence": fence}}
        await write_fenced(self._cursors, [fenced_update(f"{sync}|{entity}", fence, update)])
