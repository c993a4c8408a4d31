"""What the database's clock says, without asking it each time."""

import time
from datetime import UTC, datetime, timedelta

from psasync.kit.mongo import Database

_MEASURED_EVERY = 60.0  # seconds


class ServerClock:
    """Good to about a round trip: for finding what may have expired. What decides is `$$NOW` in the update itself."""

    def __init__(self, database: Database) -> None:
        self._clock = database.collection("clock", weak=True)
        self._at: datetime | None = None
        self._measured = 0.0

    async def now(self) -> datetime:
        elapsed = time.monotonic() - self._measured
        if self._at is None or elapsed > _MEASURED_EVERY:
            self._at, self._measured, elapsed = await self._ask(), time.monotonic(), 0.0
        return self._at + timedelta(seconds=elapsed)

    async def _ask(self) -> datetime:
        # Only in an update pipeline is `$$NOW` understood by every server.
        answer = await self._clock.find_one_and_update({"_id": "now"}, [{"$set": {"now": "$$NOW"}}], upsert=True)
        now: datetime = answer["now"] if answer else datetime.now(UTC)
        return now
