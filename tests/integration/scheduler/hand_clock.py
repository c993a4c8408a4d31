"""A clock for schedules that stands until it is moved."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

EVENING = datetime(2026, 6, 10, 18, 0, tzinfo=UTC)  # 20:00 in Berlin


class HandClock:
    """Stands until it is moved."""

    def __init__(self, now: datetime = EVENING) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
