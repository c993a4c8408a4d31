"""Where a request would stand in the queue, and what is in its way. Reads go over indexes and are bounded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.standing import COUNTED, Holder, QueueAnswer
from psasync.kit.mongo import Collection, Database, Document
from psasync_executor.domain.job import JobState, sync_key
from psasync_executor.domain.requests import priority_of, queue_key
from psasync_executor.store.indexes import ONE_PER_CONNECTION, ONE_PER_SYNC, ONE_QUEUED, QUEUED_OF_SYNC
from psasync_executor.store.turns import Turns

PLACES: Mapping[str, str] = {
    "queue_key": ONE_QUEUED,
    "slot_sync": ONE_PER_SYNC,
    "slot_connection": ONE_PER_CONNECTION,
}
"""What a job holds at most one of, and the index that says so."""

_HOLDER = ["tenant", "sync", "state", "parked_until", "parked_reason"]


@dataclass(frozen=True, slots=True)
class Queue:
    jobs: Collection
    turns: Turns

    @classmethod
    def of(cls, database: Database, turns: Turns) -> "Queue":
        return cls(database.collection("jobs"), turns)

    async def standing(self, request: SyncRequested, connection: str, *, join: bool) -> QueueAnswer:
        """With `join` an identical request that waits is given this one's priority."""
        priority = priority_of(request.trigger)
        place = await self._in("queue_key", queue_key(request), ["priority", "turn"])
        if place is not None and join:
            await hurry(self.jobs, place, priority)
            place["priority"] = min(place["priority"], priority)
        turn = await self.turns.peek(request.tenant)
        at = (priority, turn) if place is None else (place["priority"], place["turn"])
        key = sync_key(request.tenant, request.sync)
        return QueueAnswer(
            position=1 + await ahead(self.jobs, *at),
            alike=None if place is None else place["_id"],
            queued=await self.jobs.count(queued_of(key), COUNTED, hint=QUEUED_OF_SYNC),
            of_sync=_holder(await self._in("slot_sync", key, _HOLDER)),
            of_connection=_holder(await self._in("slot_connection", connection, _HOLDER)),
        )

    async def _in(self, place: str, name: str, fields: Sequence[str]) -> Document | None:
        # Not every server takes a partial index by itself.
        found = await self.jobs.find_list({place: name}, fields, limit=1, hint=PLACES[place])
        return found[0] if found else None


def _holder(found: Document | None) -> Holder | None:
    if found is None:
        return None
    waits = found["state"] == JobState.PARKED
    return Holder(
        execution=found["_id"],
        tenant=found["tenant"],
        sync=found["sync"],
        waiting_until=found["parked_until"] if waits else None,
        waiting_reason=found["parked_reason"] if waits else None,
    )


def queued_of(key: str) -> Document:
    """The jobs of a sync that wait: each has its `queue_key` exactly so long."""
    return {"sync_key": key, "queue_key": {"$exists": True}}


async def ahead(jobs: Collection, priority: int, turn: int) -> int:
    """How many are tried before that place, counted so far; a busy sync or connection can let later ones go first."""
    queued = {"state": JobState.QUEUED}
    higher = await jobs.count({**queued, "priority": {"$lt": priority}}, COUNTED)
    earlier = {"priority": priority, "turn": {"$lt": turn}}
    return higher + await jobs.count({**queued, **earlier}, COUNTED)


async def hurry(jobs: Collection, waiting: Document, priority: int) -> None:
    """Somebody joins a request that waits: it is served as early as theirs would have been."""
    if waiting["priority"] > priority:
        await jobs.update_one({"_id": waiting["_id"], "state": JobState.QUEUED}, {"$min": {"priority": priority}})
