"""Syncs, and their place in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.contracts.vocabulary import System
from psasync.kit.mongo import Database, Document, UpdateOne
from psasync_scheduler.domain.catalog import Emission, Plan, Sync
from psasync_scheduler.domain.plan import Occurrence
from psasync_scheduler.store.catalog import CatalogStore

UNPLANNED: Document = {"plan": None, "next_fire": None, "scheduled": False}


def plan_fields(plan: Plan, following: Occurrence) -> Document:
    return {"plan": plan.model_dump(), "next_fire": following.fires_at, "scheduled": True}


def seen_plan(sync: Sync) -> Document:
    """The part of a filter that matches only while the plan is the one that was read, with no emission beside it."""
    plan = None if sync.plan is None else sync.plan.model_dump()
    return {"next_fire": sync.next_fire, "plan": plan, "emission": None}


def _firing(scope: Mapping[str, Any], first: datetime, until: datetime) -> Document:
    return {**scope, "scheduled": True, "next_fire": {"$gte": first, "$lt": until}}


@dataclass(frozen=True, slots=True)
class Move:
    """A sync's plan from here on, and what is to be emitted before anything else is decided."""

    sync: Sync
    plan: Plan
    following: Occurrence
    emission: Emission | None

    def update(self) -> UpdateOne:
        """Over the plan that was read: another replica's decision, or an edit, stays."""
        fields = plan_fields(self.plan, self.following)
        if self.emission is not None:
            # It stays due meanwhile, so that another finds it should this process end.
            fields |= {"emission": self.emission.model_dump(), "next_fire": self.sync.next_fire}
        return UpdateOne({"_id": self.sync.id, **seen_plan(self.sync)}, {"$set": fields})


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

    async def firings(
        self, scope: Mapping[str, Any], first: datetime, until: datetime, limit: int
    ) -> list[tuple[datetime, System]]:
        """The next firing of each sync with the system that it reads, from `first` on and before `until`, in order."""
        found = await self.collection.find_list(
            _firing(scope, first, until), {"_id": 0, "next_fire": 1, "system": 1}, sort=[("next_fire", 1)], limit=limit
        )
        return [(each["next_fire"], System(each["system"])) for each in found if each.get("system")]

    async def soonest(self, scope: Mapping[str, Any], first: datetime, until: datetime, limit: int) -> list[Sync]:
        """Those syncs themselves, the soonest first."""
        found = await self.collection.find_list(_firing(scope, first, until), sort=[("next_fire", 1)], limit=limit)
        return [Sync.model_validate(document) for document in found]

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

    async def decide(self, moves: Sequence[Move]) -> list[tuple[str, Emission]]:
        """Store the decisions whose plans nobody has moved meanwhile. Gives the emissions of these syncs that are

        open now, by sync: those decided here, and where another was first, the other's.
        """
        result = await self.collection.bulk_write([move.update() for move in moves])
        if result.matched == len(moves):
            return [(move.sync.id, move.emission) for move in moves if move.emission is not None]
        ids = [move.sync.id for move in moves]
        found = await self.collection.find_list({"_id": {"$in": ids}}, {"emission": 1}, limit=len(ids))
        return [(each["_id"], Emission.model_validate(each["emission"])) for each in found if each.get("emission")]

    async def emitted(self, emissions: Sequence[tuple[str, Emission]]) -> None:
        """All of these stand in their collections: the syncs' plans go on."""
        await self.collection.update_many(
            {
                "_id": {"$in": [sync for sync, _ in emissions]},
                "emission.id": {"$in": [emission.id for _, emission in emissions]},
            },
            [{"$set": {"next_fire": "$emission.next_fire"}}, {"$unset": "emission"}],
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
