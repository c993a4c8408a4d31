"""How many webhooks a connection may send."""

import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_NAMES = 10_000


class RateLimits:
    """A token bucket per name: `burst` at once, `per_minute` in the long run. The longest idle ones are forgotten."""

    def __init__(
        self, *, per_minute: int, burst: int, size: int = _MOST_NAMES, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second = per_minute / 60
        self._burst = burst
        self._size = size
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> float:
        """0 if it may go on, else the seconds after which it may."""
        now = self._clock()
        tokens, at = self._buckets.pop(name, (float(self._burst), now))
        tokens = min(float(self._burst), tokens + (now - at) * self._per_second)
        allowed = tokens >= 1
        self._buckets[name] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > self._size:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - tokens) / self._per_second
