"""What tenants have chosen about how long their results are kept."""

from dataclasses import dataclass
from datetime import datetime

from psasync.kit.mongo import Database
from psasync_results.domain.keeping import OwnKeeping

COLLECTION = "keeping"


@dataclass(frozen=True, slots=True)
class Chosen:
    own: OwnKeeping
    by: str | None = None
    at: datetime | None = None


class OwnKeepings:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def of(self, tenant: str | None) -> Chosen:
        """Nothing of its own, where the tenant has chosen nothing."""
        found = None if tenant is None else await self._collection.find_one({"_id": tenant})
        if found is None:
            return Chosen(OwnKeeping())
        return Chosen(OwnKeeping.model_validate(found["days"]), found["by"], found["at"])

    async def choose(self, tenant: str, chosen: Chosen) -> None:
        """In place of what was chosen before."""
        document = {"days": chosen.own.model_dump(), "by": chosen.by, "at": chosen.at}
        await self._collection.replace_one({"_id": tenant}, document, upsert=True)
