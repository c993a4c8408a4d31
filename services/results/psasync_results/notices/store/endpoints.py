"""Webhooks that take nothing any more. Without a document an endpoint is well."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.kit.mongo import Database, DuplicateKeyError

COLLECTION = "notice_endpoints"


@dataclass(frozen=True, slots=True)
class Disabled:
    endpoint: str  # a digest of its address: another address is another endpoint
    at: datetime
    reason: str


class Endpoints:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def disabled(self, endpoint: str) -> Disabled | None:
        document = await self._collection.find_one({"_id": endpoint})
        return _disabled(document) if document else None

    async def disable(self, endpoint: str, reason: str, now: datetime) -> Disabled:
        """The first reason and time stay until it is enabled."""
        at = now.replace(microsecond=now.microsecond // 1000 * 1000)  # as whoever reads it will find it
        try:
            await self._collection.insert_one({"_id": endpoint, "at": at, "reason": reason})
        except DuplicateKeyError:
            known = await self.disabled(endpoint)
            if known is not None:
                return known
        return Disabled(endpoint, at, reason)

    async def enable(self, endpoint: str) -> None:
        await self._collection.delete_one({"_id": endpoint})


def _disabled(document: Mapping[str, Any]) -> Disabled:
    return Disabled(document["_id"], document["at"], document["reason"])
