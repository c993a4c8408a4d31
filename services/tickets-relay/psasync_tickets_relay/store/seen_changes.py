"""Changes that have been published, as hashes: what a restart must not forget."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from psasync.kit.ids import new_id
from psasync.kit.mongo import Database, InsertOne
from psasync_tickets_relay.domain.changes import KEY_BYTES
from psasync_tickets_relay.store.indexes import SEEN_CHANGES

_MOST = 20_000
"""Documents that are read at once, each of what one replica published within seconds."""


class SeenChanges:
    def __init__(self, database: Database) -> None:
        # Lost with a server, a change may come once more.
        self._collection = database.collection(SEEN_CHANGES, weak=True)

    async def add(self, keys: Mapping[str, Iterable[bytes]], now: datetime) -> None:
        """By connection. Raises `MongoError`; repeated after that it does no harm."""
        await self._collection.bulk_write(
            [
                InsertOne({"_id": new_id(), "connection": connection, "at": now, "keys": b"".join(sorted(found))})
                for connection, found in keys.items()
            ]
        )

    async def of(self, connection: str, since: datetime) -> frozenset[bytes]:
        """Published since then. Raises `MongoError`."""
        query = {"connection": connection, "at": {"$gte": since}}
        found = await self._collection.find_list(query, {"keys": 1}, sort=[("at", -1)], limit=_MOST)
        packed = (bytes(document["keys"]) for document in found)
        return frozenset(keys[start : start + KEY_BYTES] for keys in packed for start in range(0, len(keys), KEY_BYTES))
