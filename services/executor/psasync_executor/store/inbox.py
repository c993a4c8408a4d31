"""Taking requests and cancels into `jobs`: what the Kafka handlers do, and all that they do."""

from datetime import datetime, timedelta
from enum import Enum, auto

from psasync.contracts.events.cancel import CancelRequested
from psasync.contracts.events.records import Cancellation
from psasync.contracts.events.requested import SyncRequested
from psasync.kit.clock import Clock
from psasync.kit.mongo import Database, Document, DuplicateKeyError
from psasync_executor.domain.job import JobState
from psasync_executor.domain.requests import body_digest, queue_key
from psasync_executor.store.documents import LONG_AGO, NO_LEASE, new_job
from psasync_executor.store.queue import hurry
from psasync_executor.store.turns import Turns

_ROUNDS = 5


class Intake(Enum):
    """What became of a request."""

    STORED = auto()  # it has a job, which may end at once as canceled or superseded
    KNOWN = auto()  # delivered before
    CONTRADICTS = auto()  # the same execution id with another body


class Inbox:
    def __init__(
        self,
        database: Database,
        turns: Turns,
        clock: Clock,
        *,
        marker_retention: timedelta,
    ) -> None:
        self._jobs = database.collection("jobs")
        self._turns = turns
        self._clock = clock
        self._marker_retention = marker_retention

    async def request(
        self, execution: str, request: SyncRequested, requested_at: datetime, traceparent: str | None
    ) -> Intake:
        """Store a request, idempotently. An identical one that waits already makes this one superseded."""
        for _ in range(_ROUNDS):
            there = await self._jobs.find_one({"_id": execution}, ["state", "body", "tenant"])
            if there is not None and there["state"] != JobState.AWAITED:
                return Intake.KNOWN if there["body"] == body_digest(request) else Intake.CONTRADICTS
            if there is not None and there["tenant"] != request.tenant:
                # Somebody else's cancel of an execution that is not theirs.
                await self._jobs.delete_one({"_id": execution, "state": JobState.AWAITED, "tenant": there["tenant"]})
                continue
            job = new_job(
                request,
                requested_at=requested_at,
                deadline=request.deadline_after(requested_at),
                traceparent=traceparent,
                turn=await self._turns.next_of(request.tenant),
            )
            if await (self._insert(execution, job, request) if there is None else self._meet_cancel(execution, job)):
                return Intake.STORED
        raise RuntimeError(f"the place of execution {execution} in the inbox does not come to rest")

    async def _insert(self, execution: str, job: Document, request: SyncRequested) -> bool:
        """False: somebody else changed what this was decided on; look again."""
        key = queue_key(request)
        first = await self._jobs.find_one({"queue_key": key}, ["_id", "priority"])
        place: Document = {"state": JobState.QUEUED, "queue_key": key}
        if first is not None:
            await hurry(self._jobs, first, job["priority"])
            place = {
                "state": JobState.CLOSING,
                "cancel": Cancellation(
                    by="executor", reason="An identical request waits already.", superseded_by=first["_id"]
                ).model_dump(exclude_none=True),
            }
        try:
            await self._jobs.insert_one({"_id": execution, **job, **place})
        except DuplicateKeyError:
            return False
        return True

    async def _meet_cancel(self, execution: str, job: Document) -> bool:
        """The cancel was here first: the job begins as one that only has its end to say."""
        result = await self._jobs.update_one(
            {"_id": execution, "state": JobState.AWAITED},
            {"$set": {**job, "state": JobState.CLOSING}, "$unset": {"expires_at": ""}},
        )
        return result.applied

    async def cancel(self, request: CancelRequested) -> bool:
        """Ask an execution to stop. False: it is another tenant's, which is left alone.

        Queued ones end at once; parked ones wake up; running ones see it with their next heartbeat or page; one that
        is closing has ended already; for an unknown one the wish is kept.
        """
        wish = Cancellation(by=request.requested_by, reason=request.reason).model_dump(exclude_none=True)
        for _ in range(_ROUNDS):
            there = await self._jobs.find_one({"_id": request.execution}, ["state", "tenant", "cancel"])
            if there is None:
                done = await self._remember(request, wish)
            elif there["tenant"] != request.tenant:
                return False
            elif there.get("cancel") or there["state"] not in _CANCELABLE:
                return True  # asked for before, or too late
            else:
                done = await self._ask(request.execution, JobState(there["state"]), wish)
            if done:
                return True
        raise RuntimeError(f"the state of execution {request.execution} does not come to rest")

    async def _remember(self, request: CancelRequested, wish: Document) -> bool:
        try:
            await self._jobs.insert_one(
                {
                    "_id": request.execution,
                    "tenant": request.tenant,
                    "state": JobState.AWAITED,
                    "cancel": wish,
                    "expires_at": self._clock.now() + self._marker_retention,
                }
            )
        except DuplicateKeyError:
            return False
        return True

    async def _ask(self, execution: str, state: JobState, wish: Document) -> bool:
        update: Document = {"$set": {"cancel": wish}}
        if state is JobState.QUEUED:
            update = {
                "$set": {"cancel": wish, "state": JobState.CLOSING, "lease_until": NO_LEASE},
                "$unset": {"queue_key": ""},
            }
        elif state is JobState.PARKED:
            update["$set"]["parked_until"] = LONG_AGO
        result = await self._jobs.update_one({"_id": execution, "state": state, "cancel": {"$exists": False}}, update)
        return result.applied


_CANCELABLE = {JobState.QUEUED, JobState.RUNNING, JobState.PARKED}
