"""API keys, those of applications and those of people: each kind a collection of its own."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psasync.contracts.vocabulary import Role
from psasync.kit.mongo import Database, UpdateOne
from psasync_scheduler.domain.catalog import ApiKey
from psasync_scheduler.domain.key_uses import Use
from psasync_scheduler.domain.keys import KeyState
from psasync_scheduler.store.catalog import CatalogStore

_MOST_COMPARED = 1_000


class Keys(CatalogStore[ApiKey]):
    def __init__(self, database: Database, name: str = "keys") -> None:
        super().__init__(database.collection(name), ApiKey, "key")

    async def by_digest(self, digest: str, now: datetime) -> ApiKey | None:
        """The key of that digest, if it is neither revoked nor expired."""
        found = await self.collection.find_one({"digest": digest})
        key = None if found is None else ApiKey.model_validate(found)
        return key if key is not None and key.valid(now) else None

    async def platform_admins(self) -> list[ApiKey]:
        """Keys of the whole platform with the role admin that are not revoked."""
        query = {"tenant": None, "archived": False, "role": str(Role.ADMIN), "revoked_at": None}
        return [ApiKey.model_validate(found) for found in await self.collection.find_list(query, limit=_MOST_COMPARED)]

    async def used(self, uses: Sequence[Use]) -> None:
        """Notes when keys were used last; no change that anyone made, so it counts up no version."""
        await self.collection.bulk_write(
            [UpdateOne({"_id": use.key_id}, {"$max": {"last_used_at": use.at}}) for use in uses]
        )


def in_state(state: KeyState | None, now: datetime) -> Mapping[str, Any]:
    """The filter of a list of keys."""
    match state:
        case None:
            return {}
        case KeyState.REVOKED:
            return {"revoked_at": {"$ne": None}}
        case KeyState.EXPIRED:
            return {"revoked_at": None, "expires_at": {"$lte": now}}
        case KeyState.ACTIVE:
            return {"revoked_at": None, "$or": [{"expires_at": None}, {"expires_at": {"$gt": now}}]}
