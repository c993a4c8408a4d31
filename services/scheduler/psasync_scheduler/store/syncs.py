"""Syncs, and their place in time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psasync.contracts.vocabulary import System
from psasync.kit.mongo import Database, Document, UpdateOne
from psasync_scheduler.domain.catalog import Plan, Sync
from psasync_scheduler.domain.plan import Occurrence
from psasync_scheduler.store.catalog import CatalogStore

UNPLANNED: Document = {"plan": None, "next_fire": None, "scheduled": False}


def plan_fields(plan: Plan, following: Occurrence) -> Document:
    return {"plan": plan.model_dump(), "next_fire": following.fires_at, "scheduled": True}


def seen_plan(sync: Sync) -> Document:
    """The part of a filter that matches only while the plan is the one that was read."""
    return {"next_fire": sync.next_fire, "plan": None if sync.plan is None else sync.plan.model_dump()}


class Syncs(CatalogStore[Sync]):
    def __init__(self, database: Database) -> None:
        super().__init__(database.collection("syncs"), Sync, "sync of this tenant")

    async def due(self, now: datetime, limit: int) -> list[Sync]:
        """Syncs whose next firing has come, the longest due first."""
        found = await self.collection.find_list(
            {"scheduled": True, "next_fire": {"$lte": now}}, sort=[("next_fire", 1)], limit=limit
        )
        return [Sync.model_validate(document) for document in found]

    async def next_firing(self, until: datetime) -> datetime | None:
        """When the first of all syncs fires next; None if none does up to that moment."""
        found = await self.collection.find_one(
            {"scheduled": True, "next_fire": {"$lte": until}}, {"next_fire": 1}, sort=[("next_fire", 1)]
        )
        moment: datetime | None = None if found is None else found["next_fire"]
        return moment

    async def scheduled_of(self, tenant: str, other_zone: str, after: str, limit: int) -> list[Sync]:
        """Syncs of a tenant that are planned in another zone, in the order of their ids."""
        found = await self.collection.find_list(
            {
                "tenant": tenant,
                "archived": False,
                "_id": {"$gt": after},
                "scheduled": True,
                "plan.zone": {"$ne": other_zone},
            },
            sort=[("_id", 1)],
            limit=limit,
        )
        return [Sync.model_validate(document) for document in found]

    async def advance(self, moves: Sequence[tuple[Sync, Plan, Occurrence]]) -> None:
        """Store new plans, each only over the plan that was read: another replica's or an edit's stays."""
        await self.collection.bulk_write(
            [
                UpdateOne({"_id": sync.id, **seen_plan(sync)}, {"$set": plan_fields(plan, following)})
                for sync, plan, following in moves
            ]
        )

    async def ids_of(self, scope: Mapping[str, Any], limit: int) -> list[str]:
        """Ids of live syncs, in order."""
        found = await self.collection.find_list(
            {**scope, "archived": False}, {"_id": 1}, sort=[("_id", 1)], limit=limit
        )
        return [document["_id"] for document in found]

    async def without_system(self, after: str, limit: int) -> list[Sync]:
        """Syncs that were made before they named their system, archived ones too, in the order of their ids."""
        found = await self.collection.find_list(
            {"system": None, "archived": {"$in": [False, True]}, "_id": {"$gt": after}}, sort=[("_id", 1)], limit=limit
        )
        return [Sync.model_validate(document) for document in found]

    async def name_systems(self, systems: Mapping[str, System]) -> None:
        """By the ids of the syncs. No change that a person makes: the version stays."""
        await self.collection.bulk_write(
            [UpdateOne({"_id": sync}, {"$set": {"system": str(system)}}) for sync, system in systems.items()]
        )
