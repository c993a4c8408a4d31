"""The rotation of the keyring: one document, so that all replicas know of one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psasync.kit.mongo import Database, DuplicateKeyError
from psasync_scheduler.domain.rotation import Rotation, RotationState

_ID = "rotation"


class Rotations:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection("keyring")

    async def get(self) -> Rotation | None:
        found = await self._collection.find_one({"_id": _ID})
        return None if found is None else Rotation.model_validate(found)

    async def start(self, rotation: Rotation, now: datetime) -> bool:
        """In place of the last one; False while somebody works at that."""
        document = {"_id": _ID, **rotation.model_dump(), "state": str(rotation.state)}
        replaceable = {"$or": [{"state": {"$ne": str(RotationState.RUNNING)}}, {"lease_until": {"$lte": now}}]}
        if (await self._collection.replace_one({"_id": _ID, **replaceable}, document)).matched:
            return True
        try:
            await self._collection.insert_one(document)
        except DuplicateKeyError:
            return False
        return True

    async def claim(self, target: str, holder: str, now: datetime, until: datetime) -> Rotation | None:
        """The running rotation to that key, unless another works at it."""
        free = {"$or": [{"lease_until": {"$lte": now}}, {"holder": holder}]}
        return await self._changed(
            {"state": str(RotationState.RUNNING), "target": target, **free}, {"holder": holder, "lease_until": until}
        )

    async def advance(self, held: Rotation, fields: Mapping[str, Any], until: datetime) -> Rotation | None:
        """None: another has taken it over."""
        return await self._changed(
            {"state": str(RotationState.RUNNING), "holder": held.holder, "started_at": held.started_at},
            {**fields, "lease_until": until},
        )

    async def _changed(self, condition: Mapping[str, Any], fields: Mapping[str, Any]) -> Rotation | None:
        found = await self._collection.find_one_and_update({"_id": _ID, **condition}, {"$set": dict(fields)})
        return None if found is None else Rotation.model_validate(found)
