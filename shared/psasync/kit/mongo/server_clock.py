"""What the database's clock says, without asking it each time."""

import time
from typing import Any

from psasync.kit.mongo import Database

NOW_MS: dict[str, Any] = {"$toLong": "$$NOW"}
"""In an update pipeline: the server's time in milliseconds since 1970."""

_MEASURED_EVERY = 60.0  # seconds


class ServerClock:
    """Good to about a round trip: for finding what may have expired. What decides is `$$NOW` in the update itself."""

    def __init__(self, database: Database) -> None:
        self._clock = database.collection("clock", weak=True)
        self._at: int | None = None
        self._measured = 0.0

    async def now_ms(self) -> int:
        elapsed = time.monotonic() - self._measured
        if self._at is None or elapsed > _MEASURED_EVERY:
            self._at, self._measured, elapsed = await self._ask(), time.monotonic(), 0.0
        return self._at + round(elapsed * 1000)

    async def _ask(self) -> int:
        # Only in an update pipeline is `$$NOW` understood by every server.
        answer = await self._clock.find_one_and_update({"_id": "now"}, [{"$set": {"now": NOW_MS}}], upsert=True)
        if answer is None:
            raise RuntimeError("the database did not tell the time")
        return int(answer["now"])
