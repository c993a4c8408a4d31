"""Calls per window of time, whichever window of that length one looks at."""

import math
import time
from collections import deque
from collections.abc import Callable


class WindowLimiter:
    """Passes at most `calls` in any `seconds`; 0 calls lifts the limit. Memory is bounded by the limit.

    The clock is monotonic, not the simulated one: a test that moves the simulated clock moves no limit.
    """

    def __init__(self, calls: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.calls = calls
        self.seconds = seconds
        self._clock = clock
        self._taken: deque[float] = deque()

    def take(self) -> int | None:
        """None: the call may pass. Else the whole seconds after which one may pass again."""
        if self.calls <= 0:
            return None
        now = self._clock()
        self._forget(now)
        if len(self._taken) >= self.calls:
            return max(1, math.ceil(self._taken[0] + self.seconds - now))
        self._taken.append(now)
        return None

    def used(self) -> int:
        """How many calls of the window that ends now have passed."""
        self._forget(self._clock())
        return len(self._taken)

    def _forget(self, now: float) -> None:
        while self._taken and self._taken[0] <= now - self.seconds:
            self._taken.popleft()
