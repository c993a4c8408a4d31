"""Claiming: how a job comes to a worker, and to one only.

A claim is two steps: the lease is taken under a name that no other claim has, then the fence is drawn and written
under that name. Whoever stalls in between finds the lease gone; so fences order attempts and executions of a sync.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psasync.kit.ids import new_id
from psasync.kit.mongo import Database, Document, DuplicateKeyError
from psasync_executor.domain.job import Job, JobState
from psasync_executor.domain.priority import Busy
from psasync_executor.store.documents import NO_LEASE, job_of
from psasync_executor.store.fences import Fences
from psasync_executor.store.server_clock import NOW_MS, ServerClock
from psasync_executor.store.turns import Turns

_LISTED = 50  # candidates looked at in one go
_EXPIRED = {"$lt": ["$lease_until", NOW_MS]}
_HELD = {"$in": [JobState.RUNNING, JobState.CLOSING]}


@dataclass(frozen=True, slots=True)
class Queued:
    """A queued job, as far as choosing needs it."""

    id: str
    tenant: str
    sync: str
    sync_key: str
    turn: int


class Claims:
    def __init__(self, database: Database, fences: Fences, turns: Turns, *, lease_seconds: float, process: str) -> None:
        self._jobs = database.collection("jobs")
        self._fences = fences
        self._turns = turns
        self._server_clock = ServerClock(database)
        self._lease_ms = round(lease_seconds * 1000)
        self._process = process

    async def abandoned(self) -> list[str]:
        """Jobs whose lease has run out, or that have only their end to say."""
        expired = {"$lt": await self._server_clock.now_ms()}
        found = await self._jobs.find_list({"state": _HELD, "lease_until": expired}, ["_id"], limit=_LISTED)
        return [document["_id"] for document in found]

    async def overdue(self) -> None:
        """Queued jobs whose deadline has passed only have their end to say, whether or not their sync is free."""
        now = datetime.fromtimestamp(await self._server_clock.now_ms() / 1000, UTC)
        await self._jobs.update_many(
            {"state": JobState.QUEUED, "deadline": {"$lt": now}},
            {"$set": {"state": JobState.CLOSING, "lease_until": NO_LEASE}, "$unset": {"queue_key": ""}},
        )

    async def rested(self, now: datetime) -> list[str]:
        """Parked jobs whose wait is over."""
        found = await self._jobs.find_list(
            {"state": JobState.PARKED, "parked_until": {"$lte": now}}, ["_id"], limit=_LISTED
        )
        return [document["_id"] for document in found]

    async def busy(self) -> Busy:
        syncs: set[str] = set()
        connections: set[str] = set()
        held = {"$in": [JobState.RUNNING, JobState.PARKED, JobState.CLOSING]}
        async for job in self._jobs.find({"state": held}, ["slot_sync", "slot_connection", "wants_connection"]):
            syncs.update(filter(None, [job.get("slot_sync")]))
            connections.update(filter(None, [job.get("slot_connection"), job.get("wants_connection")]))
        return Busy(syncs, connections)

    async def queued(self, busy: Busy) -> list[Queued]:
        """Who could go next, best first, as far as known: of many, the connection is learnt when they are tried."""
        found = await self._jobs.find_list(
            {
                "state": JobState.QUEUED,
                "sync_key": {"$nin": sorted(busy.syncs)},
                "connection": {"$nin": sorted(busy.connections)},
            },
            ["tenant", "sync", "sync_key", "turn"],
            sort=[("priority", 1), ("turn", 1)],
            limit=_LISTED,
        )
        return [Queued(job["_id"], job["tenant"], job["sync"], job["sync_key"], job["turn"]) for job in found]

    async def note_connection(self, queued: Queued, connection: str) -> None:
        """So that nobody tries the jobs of this sync again before the connection is free."""
        await self._jobs.update_many(
            {"state": JobState.QUEUED, "sync_key": queued.sync_key}, {"$set": {"connection": connection}}
        )

    async def take_abandoned(self, execution: str) -> Job | None:
        """The condition stands in the update and not in its filter: there every server knows its own time."""
        owner = self._new_owner()
        # Without an owner the job was handed back, or only has its end to say: then nobody has failed.
        attempt = {"$cond": [{"$eq": ["$owner", None]}, "$attempt", {"$add": ["$attempt", 1]}]}
        changes = {**self._lease(owner), "attempt": attempt}
        update = {name: {"$cond": [_EXPIRED, value, f"${name}"]} for name, value in changes.items()}
        taken = await self._jobs.find_one_and_update({"_id": execution, "state": _HELD}, [{"$set": update}], after=True)
        return await self._fenced(taken, owner) if taken is not None and taken["owner"] == owner else None

    async def take_rested(self, execution: str, now: datetime) -> Job | None:
        return await self._take(
            {"_id": execution, "state": JobState.PARKED, "parked_until": {"$lte": now}},
            {"state": JobState.RUNNING},
        )

    async def take_queued(self, queued: Queued, connection: str | None) -> Job | None:
        """None: another has it, or its sync or connection was taken meanwhile."""
        places = {"slot_sync": queued.sync_key}
        if connection is not None:
            places["slot_connection"] = connection
        try:
            job = await self._take(
                {"_id": queued.id, "state": JobState.QUEUED},
                {"state": JobState.RUNNING, **places},
                drop=["queue_key"],
            )
        except DuplicateKeyError:
            return None
        if job is not None:
            await self._turns.served(queued.turn)
        return job

    async def _take(self, wanted: Document, changes: Document, drop: Collection[str] = ()) -> Job | None:
        owner = self._new_owner()
        update: list[dict[str, Any]] = [{"$set": {**changes, **self._lease(owner)}}]
        if drop:
            update.append({"$unset": list(drop)})
        taken = await self._jobs.find_one_and_update(wanted, update, after=True)
        return None if taken is None else await self._fenced(taken, owner)

    def _new_owner(self) -> str:
        return f"{self._process}/{new_id()}"

    def _lease(self, owner: str) -> Document:
        return {"owner": owner, "lease_until": {"$add": [NOW_MS, self._lease_ms]}, "claimed_at": "$$NOW"}

    async def _fenced(self, taken: Document, owner: str) -> Job | None:
        fence = await self._fences.draw(taken["sync_key"])
        written = await self._jobs.find_one_and_update(
            {"_id": taken["_id"], "owner": owner}, {"$set": {"fence": fence}}, after=True
        )
        return None if written is None else job_of(written)
