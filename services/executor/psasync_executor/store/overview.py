"""Where an execution stands, for people: reads only."""

from psasync.contracts.events.requested import SyncRequested
from psasync.kit.mongo import Database, Document
from psasync_executor.domain.job import JobState
from psasync_executor.store.queue import ahead

_SHOWN = ["tenant", "sync", "state", "attempt", "seq", "cancel", "priority", "turn", "parked_until", "parked_reason"]


class Overview:
    def __init__(self, database: Database) -> None:
        self._jobs = database.collection("jobs")

    async def job(self, execution: str) -> Document | None:
        """None as well while there is only a cancel that waits for its request."""
        job = await self._jobs.find_one({"_id": execution}, _SHOWN)
        if job is None or job["state"] == JobState.AWAITED:
            return None
        shown = {"execution": execution, "cancel_asked": "cancel" in job}
        shown |= {name: job[name] for name in ("tenant", "sync", "state", "attempt", "seq")}
        if job["state"] == JobState.QUEUED:
            shown["queue_position"] = 1 + await ahead(self._jobs, job["priority"], job["turn"])
        if job["state"] == JobState.PARKED:
            shown |= {"waiting_until": job["parked_until"], "waiting_reason": job["parked_reason"]}
        return shown

    async def request(self, execution: str) -> SyncRequested | None:
        """The request of an execution, as long as its job is kept."""
        job = await self._jobs.find_one({"_id": execution}, ["request"])
        return SyncRequested.model_validate_json(job["request"]) if job and "request" in job else None

    async def queued(self) -> int:
        return await self._jobs.count({"state": JobState.QUEUED})
