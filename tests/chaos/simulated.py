"""Simulated time for schedulers in processes of their own: any moment, at any rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from psasync.kit.clock import ScaledClock


@dataclass(frozen=True)
class SimulatedTime:
    """It was `moment` at the real instant `since`, and time has passed `rate` times as fast from there on."""

    moment: datetime
    since: datetime
    rate: float

    @classmethod
    def from_now(cls, moment: datetime, rate: float) -> SimulatedTime:
        return cls(moment, datetime.now(UTC), rate)

    def now(self) -> datetime:
        return ScaledClock(self.rate, self._anchor(timedelta())).now()

    def environment(self, ahead: timedelta = timedelta()) -> dict[str, str]:
        """For a process whose clock is that much ahead."""
        return {"PSASYNC_CLOCK_RATE": str(self.rate), "PSASYNC_CLOCK_ANCHOR": self._anchor(ahead).isoformat()}

    def _anchor(self, ahead: timedelta) -> datetime:
        """Where scaled and real time are equal, which is what a scaled clock is told."""
        return self.since - (self.moment + ahead - self.since) / (self.rate - 1)
