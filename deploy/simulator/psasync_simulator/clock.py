"""The simulated systems' clock: real time plus an offset, or standing still where a test wants it."""

import time
from datetime import UTC, datetime


class VirtualClock:
    def __init__(self) -> None:
        self._offset = 0.0
        self._frozen: float | None = None

    def seconds(self) -> float:
        """Seconds since 1970."""
        return self._frozen if self._frozen is not None else time.time() + self._offset

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), UTC)

    def set(self, now: datetime, *, frozen: bool) -> None:
        self._offset = now.timestamp() - time.time()
        self._frozen = now.timestamp() if frozen else None

    def advance(self, seconds: float) -> None:
        self._offset += seconds
        if self._frozen is not None:
            self._frozen += seconds

    def reset(self) -> None:
        self._offset, self._frozen = 0.0, None
