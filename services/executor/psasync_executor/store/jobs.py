"""What the holder of a lease writes to its job: every write is filtered on owner and fence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bson import Binary

from psasync.contracts.events.records import Cancellation
from psasync.kit.clock import Clock
from psasync.kit.mongo import Collection, Database, Document, DuplicateKeyError
from psasync.kit.mongo.server_clock import NOW_MS
from psasync_executor.domain.job import Decided, Job, JobState, Position
from psasync_executor.domain.retry import Failures
from psasync_executor.store.documents import LONG_AGO, NO_LEASE


class LeaseLost(Exception):  # noqa: N818 - what happened, not a mistake
    """Another executor has, or may have, this job: nothing more may be written for it."""


@dataclass(frozen=True, slots=True)
class StoredPage:
    """Step 3 of a page: what one write to the job replaces."""

    outbox: bytes
    seq: int  # of the next event
    position: Position
    partition: int
    decided: Decided | None = None  # with the first page only


class Jobs:
    def __init__(self, database: Database, clock: Clock, *, lease_seconds: float, retention: timedelta) -> None:
        self._jobs: Collection = database.collection("jobs")
        self._clock = clock
        self._lease_ms = round(lease_seconds * 1000)
        self._retention = retention

    async def heartbeat(self, job: Job) -> Cancellation | None:
        """Extend the lease; tells whether somebody asked for a cancel. Raises `LeaseLost`."""
        return await self._own(job, [{"$set": {"lease_until": {"$add": [NOW_MS, self._lease_ms]}}}])

    async def store_page(self, job: Job, page: StoredPage) -> Cancellation | None:
        """As `heartbeat`, for a page that goes on."""
        return await self._own(job, {"$set": {**_page(page), "failures": None}})

    async def store_end(self, job: Job, page: StoredPage, *, canceled: bool) -> Cancellation | None:
        """Write the last page. None: written; else the cancel that came first, and nothing is written.

        Raises `LeaseLost`.
        """
        mine = _mine(job) if canceled else {**_mine(job), "cancel": {"$exists": False}}
        result = await self._jobs.update_one(mine, {"$set": {**_page(page), "state": JobState.CLOSING}})
        return None if result.applied else await self.heartbeat(job)

    async def take_connection(self, job: Job, connection: str) -> bool:
        """Take the place on the connection; if it is taken, be next in line. Raises `LeaseLost`."""
        try:
            await self._own(job, {"$set": {"slot_connection": connection}, "$unset": {"wants_connection": ""}})
        except DuplicateKeyError:
            await self._own(job, {"$set": {"wants_connection": connection}})
            return False
        return True

    async def park(self, job: Job, until: datetime, reason: str, failures: Failures) -> None:
        """Give the worker back and keep sync and connection. A cancel that came meanwhile wakes it at once."""
        cancel = await self._own(
            job,
            {
                "$set": {
                    "state": JobState.PARKED,
                    "parked_until": until,
                    "parked_reason": reason,
                    "failures": failures.model_dump_json(),
                    "owner": None,
                },
                # Who waits calls nobody; it takes a slot again when it goes on.
                "$unset": {"slot_system": ""},
            },
        )
        if cancel is not None:
            await self._jobs.update_one({"_id": job.id, "state": JobState.PARKED}, {"$set": {"parked_until": LONG_AGO}})

    async def release(self, job: Job) -> None:
        """Hand the job back: another executor goes on at once, and nobody counts as failed."""
        await self._jobs.update_one(_mine(job), {"$set": {"lease_until": NO_LEASE, "owner": None}})

    async def close(self, job: Job) -> None:
        """The last events are acknowledged. Secrets and pages go; what remains tells what was."""
        await self._own(
            job,
            {
                "$set": {
                    "state": JobState.CLOSED,
                    "owner": None,
                    "closed_at": self._clock.now(),
                    "expires_at": self._clock.now() + self._retention,
                },
                "$unset": dict.fromkeys(
                    (
                        "slot_sync",
                        "slot_connection",
                        "slot_system",
                        "wants_connection",
                        "outbox",
                        "decided",
                        "parked_until",
                    ),
                    "",
                ),
            },
        )
        if job.connection is not None:
            await self._jobs.update_many(
                {"state": JobState.PARKED, "wants_connection": job.connection}, {"$set": {"parked_until": LONG_AGO}}
            )

    async def _own(self, job: Job, update: Mapping[str, Any] | list[Mapping[str, Any]]) -> Cancellation | None:
        found = await self._jobs.find_one_and_update(_mine(job), update, after=True, projection=["cancel"])
        if found is None:
            raise LeaseLost(job.id)
        cancel = found.get("cancel")
        return Cancellation.model_validate(cancel) if cancel else None


def _mine(job: Job) -> Document:
    return {"_id": job.id, "owner": job.owner, "fence": job.fence}


def _page(page: StoredPage) -> Document:
    fields: Document = {
        "outbox": Binary(page.outbox),
        "seq": page.seq,
        "position": page.position.model_dump_json(exclude_none=True),
        "partition": page.partition,
    }
    if page.decided is not None:
        fields["decided"] = page.decided.model_dump_json(exclude_none=True)
    return fields
