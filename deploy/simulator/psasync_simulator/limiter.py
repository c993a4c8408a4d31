"""Calls per minute, over any sixty seconds."""

import math
import time
from collections import deque

WINDOW_SECONDS = 60.0


class MinuteLimiter:
    """Memory is bounded by the limit; 0 lifts it."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._taken: deque[float] = deque()

    def take(self) -> int | None:
        """None: the call may pass. Else the whole seconds after which one may pass again."""
        if self.per_minute <= 0:
            return None
        now = time.monotonic()
        while self._taken and self._taken[0] <= now - WINDOW_SECONDS:
            self._taken.popleft()
        if len(self._taken) >= self.per_minute:
            return max(1, math.ceil(self._taken[0] + WINDOW_SECONDS - now))
        self._taken.append(now)
        return None
