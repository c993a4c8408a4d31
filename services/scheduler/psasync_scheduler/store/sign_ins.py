"""Sign-ins under way: what the way back has to match, and the codes that it ends in. Each is used once."""

from datetime import datetime

from psasync.kit.mongo import Collection, Database, Document


class Once:
    """Documents that are taken out by whoever comes first, until they expire."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def add(self, digest: str, expire_at: datetime, document: Document) -> None:
        await self._collection.insert_one({**document, "_id": digest, "expire_at": expire_at})

    async def take(self, digest: str, now: datetime) -> Document | None:
        """For one caller only, however many ask at once; None also for what has expired."""
        found = await self._collection.find_one({"_id": digest})
        if found is None or await self._collection.delete_one({"_id": digest}) == 0:
            return None
        # The server removes expired documents in its own time.
        return found if found["expire_at"] > now else None


class SignIns:
    def __init__(self, database: Database) -> None:
        self.started = Once(database.collection("sign_ins"))
        self.codes = Once(database.collection("sign_in_codes"))
