"""Syncs, and their place in time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.contracts.vocabulary import System
from psasync.kit.mongo import Database, Document, UpdateMany, UpdateOne
from psasync_scheduler.domain.catalog import Plan, Sync
from psasync_scheduler.domain.firing import Move
from psasync_scheduler.domain.plan import Occurrence
from psasync_scheduler.store.catalog import CatalogStore

UNPLANNED: Document = {"plan": None, "next_fire": None, "scheduled": False}


def plan_fields(plan: Plan, following: Occurrence) -> Document:
    return {"plan": plan.model_dump(), "next_fire": following.fires_at, "scheduled": True}


def seen_plan(sync: Sync) -> Document:
    """The part of a filter that matches only while the plan is the one that was read, and nobody has claimed it."""
    plan = None if sync.plan is None else sync.plan.model_dump()
    return {"next_fire": sync.next_fire, "plan": plan, "firing": None}


def _firing(scope: Mapping[str, Any], first: datetime, until: datetime) -> Document:
    return {**scope, "scheduled": True, "next_fire": {"$gte": first, "$lt": until}}


@dataclass(frozen=True, slots=True)
class Due:
    """A sync whose next firing has come, and the claim on it."""

    id: str
    next_fire: datetime
    firing: str | None


class Syncs(CatalogStore[Sync]):
    def __init__(self, database: Database) -> None:
        super().__init__(database.collection("syncs"), Sync, "sync of this tenant")

    async def due(self, now: datetime, limit: int) -> list[Due]:
        """Syncs whose next firing has come, the longest due first."""
        found = await self.collection.find_list(
            {"scheduled": True, "next_fire": {"$lte": now}},
            {"next_fire": 1, "firing": 1},
            sort=[("next_fire", 1)],
            limit=limit,
        )
        return [Due(document["_id"], document["next_fire"], document.get("firing")) for document in found]

    async def claim(self, ids: Sequence[str], claim: str, due: datetime | None) -> list[Sync]:
        """Those of them that nobody else has claimed, as they stand: their plans change through this claim alone.

        `due`: only those whose next firing has come by then.
        """
        wanted: Document = {"_id": {"$in": list(ids)}}
        when = {"next_fire": {"$lte": due}} if due is not None else {}
        await self.collection.update_many(
            {**wanted, "scheduled": True, "firing": None, **when}, {"$set": {"firing": claim}}
        )
        found = await self.collection.find_list({**wanted, "firing": claim}, limit=len(ids))
        return [Sync.model_validate(document) for document in found]

    async def release(self, ids: Sequence[str], claim: str) -> None:
        """They stay as they are, for the next claim."""
        if ids:
            await self.collection.update_many({"_id": {"$in": list(ids)}, "firing": claim}, {"$unset": {"firing": ""}})

    async def move_on(self, moves: Sequence[Move], claim: str) -> None:
        """All that was decided stands in its collections: the plans go on, and the claim ends.

        Most syncs of a night share their plan and differ in their place in the window, so one update moves many.
        """
        alike: defaultdict[tuple[Plan, int], list[str]] = defaultdict(list)
        for move in moves:
            alike[move.plan, move.step].append(move.sync)
        await self.collection.bulk_write(
            [
                UpdateMany({"_id": {"$in": ids}, "firing": claim}, _moved(plan, step))
                for (plan, step), ids in alike.items()
            ]
        )

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
        if not limit:
            return []
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


def _moved(plan: Plan, step: int) -> list[Document]:
    later = {"$dateAdd": {"startDate": "$next_fire", "unit": "millisecond", "amount": step}}
    fields = {"plan": {"$literal": plan.model_dump()}, "next_fire": later}
    return [{"$set": fields}, {"$unset": "firing"}]
