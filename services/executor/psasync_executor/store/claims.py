"""Claiming: how a job comes to a worker, and to one only.

A claim is two steps: the lease is taken under a name that no other claim has, then the fence is drawn and written
under that name. Whoever stalls in between finds the lease gone; so fences order attempts and executions of a sync.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psasync.contracts.vocabulary import System
from psasync.kit.ids import new_id
from psasync.kit.mongo import Database, Document, DuplicateKeyError
from psasync.kit.mongo.server_clock import NOW_MS, ServerClock
from psasync_executor.domain.job import Job, JobState
from psasync_executor.domain.priority import Busy
from psasync_executor.store.documents import NO_LEASE, job_of
from psasync_executor.store.fences import Fences
from psasync_executor.store.turns import Turns

_LISTED = 50  # candidates looked at in one go
_EXPIRED = {"$lt": ["$lease_until", NOW_MS]}
_HELD = {"$in": [JobState.RUNNING, JobState.CLOSING]}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A job that waits, as far as choosing needs it."""

    id: str
    tenant: str
    sync: str
    sync_key: str


@dataclass(frozen=True, slots=True)
class Queued(Waiting):
    turn: int


@dataclass(frozen=True, slots=True)
class Abandoned:
    id: str
    system: System | None  # at which it will go on; None as well if it only has its end to say


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an execution will be at work, as far as it is known, and the slot that this takes."""

    connection: str | None = None
    system: System | None = None
    slot: str | None = None


_ANYWHERE = Seat()


class Claims:
    def __init__(self, database: Database, fences: Fences, turns: Turns, *, lease_seconds: float, process: str) -> None:
        self._jobs = database.collection("jobs")
        self._fences = fences
        self._turns = turns
        self._server_clock = ServerClock(database)
        self._lease_ms = round(lease_seconds * 1000)
        self._process = process

    async def abandoned(self, full: Collection[System] = ()) -> list[Abandoned]:
        """Jobs whose lease has run out, or that have only their end to say: that needs no place at a system."""
        held: Document = {"state": _HELD, "lease_until": {"$lt": await self._server_clock.now_ms()}}
        if full:
            ending = [{"state": JobState.CLOSING}, {"cancel": {"$exists": True}}]
            held["$or"] = [*ending, {"system": {"$nin": sorted(full)}}]
        found = await self._jobs.find_list(held, ["state", "cancel", "system"], limit=_LISTED)
        return [_abandoned(document) for document in found]

    async def overdue(self) -> None:
        """Queued jobs whose deadline has passed only have their end to say, whether or not their sync is free."""
        now = datetime.fromtimestamp(await self._server_clock.now_ms() / 1000, UTC)
        await self._jobs.update_many(
            {"state": JobState.QUEUED, "deadline": {"$lt": now}},
            {"$set": {"state": JobState.CLOSING, "lease_until": NO_LEASE}, "$unset": {"queue_key": ""}},
        )

    async def rested(self, now: datetime, full: Collection[System] = ()) -> list[Waiting]:
        """Parked jobs whose wait is over, but for those known to be of systems that are full."""
        found = await self._jobs.find_list(
            {"state": JobState.PARKED, "parked_until": {"$lte": now}, **_not_of(full)},
            ["tenant", "sync", "sync_key"],
            limit=_LISTED,
        )
        return [Waiting(job["_id"], job["tenant"], job["sync"], job["sync_key"]) for job in found]

    async def busy(self) -> Busy:
        syncs: set[str] = set()
        connections: set[str] = set()
        slots: set[str] = set()
        held = {"$in": [JobState.RUNNING, JobState.PARKED, JobState.CLOSING]}
        async for job in self._jobs.find(
            {"state": held}, ["slot_sync", "slot_connection", "wants_connection", "slot_system"]
        ):
            syncs.update(filter(None, [job.get("slot_sync")]))
            connections.update(filter(None, [job.get("slot_connection"), job.get("wants_connection")]))
            slots.update(filter(None, [job.get("slot_system")]))
        return Busy(syncs, connections, slots)

    async def queued(self, busy: Busy, full: Collection[System] = ()) -> list[Queued]:
        """Who could go next, best first, as far as known: of many, the connection is learnt when they are tried."""
        found = await self._jobs.find_list(
            {
                "state": JobState.QUEUED,
                "sync_key": {"$nin": sorted(busy.syncs)},
                "connection": {"$nin": sorted(busy.connections)},
                **_not_of(full),
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

    async def note_system(self, system: System, sync_keys: Collection[str]) -> None:
        """So that nobody tries the jobs of these syncs while the system is full."""
        if sync_keys:
            await self._jobs.update_many(
                {"sync_key": {"$in": sorted(sync_keys)}, "state": {"$in": [JobState.QUEUED, JobState.PARKED]}},
                {"$set": {"system": system}},
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

    async def take_rested(self, execution: str, now: datetime, seat: Seat = _ANYWHERE) -> Job | None:
        """None: another has it, or its slot was taken meanwhile."""
        try:
            return await self._take(
                {"_id": execution, "state": JobState.PARKED, "parked_until": {"$lte": now}},
                {"state": JobState.RUNNING, **_at_system(seat)},
            )
        except DuplicateKeyError:
            return None

    async def take_queued(self, queued: Queued, seat: Seat = _ANYWHERE) -> Job | None:
        """None: another has it, or its sync, connection or slot was taken meanwhile."""
        places = {"slot_sync": queued.sync_key, **_at_system(seat)}
        if seat.connection is not None:
            places["slot_connection"] = seat.connection
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


def _abandoned(job: Document) -> Abandoned:
    ends = job["state"] == JobState.CLOSING or job.get("cancel")
    return Abandoned(job["_id"], None if ends or not job.get("system") else System(job["system"]))


def _not_of(full: Collection[System]) -> Document:
    return {"system": {"$nin": sorted(full)}} if full else {}


def _at_system(seat: Seat) -> Document:
    """What a job says of its seat beside the connection. A document without a slot has no such field."""
    fields: Document = {} if seat.system is None else {"system": seat.system}
    return fields if seat.slot is None else fields | {"slot_system": seat.slot}
