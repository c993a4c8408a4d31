"""Time as a port: real, or scaled so that a day of schedules passes in minutes.

Only schedules, backoff and waits go through a `Clock`. Leases, TTL and Kafka timers use `time.monotonic` and the
servers' own time, which no setting bends.
"""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class ClockSettings(Protocol):
    @property
    def clock_rate(self) -> float: ...

    @property
    def clock_anchor(self) -> datetime | None: ...


class Clock(Protocol):
    def now(self) -> datetime:
        """The instant, aware and in UTC."""

    def monotonic(self) -> float:
        """Seconds that never run backwards within a process."""

    async def sleep(self, seconds: float) -> None:
        """Wait for this clock's seconds."""


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


class ScaledClock:
    """Runs `rate` times as fast as real time, from `anchor` on.

    Clocks of several processes agree only if they are given the same anchor: the real instant at which scaled time
    and real time are equal. Without one it is the moment of construction.
    """

    def __init__(self, rate: float, anchor: datetime | None = None) -> None:
        if rate <= 0:
            raise ValueError("a clock's rate is above 0")
        self._rate = rate
        self._anchor = anchor or datetime.now(UTC)
        self._real_start = (datetime.now(UTC) - self._anchor).total_seconds()
        self._started = time.monotonic()

    def now(self) -> datetime:
        # Counted from the monotonic clock, so that a step of the machine's clock is not multiplied by the rate.
        real = self._real_start + time.monotonic() - self._started
        return self._anchor + timedelta(seconds=real * self._rate)

    def monotonic(self) -> float:
        return time.monotonic() * self._rate

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self._rate)


def clock_from(settings: ClockSettings) -> Clock:
    if settings.clock_rate == 1.0:
        return RealClock()
    return ScaledClock(settings.clock_rate, settings.clock_anchor)
