"""Token buckets: how often each of many names may do something."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST_NAMES = 10_000
# A bucket that was waited for exactly is not found a billionth of a token short.
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, `per_minute` in the long run."""

    per_minute: int
    burst: int

    @property
    def per_second(self) -> float:
        return self.per_minute / 60

    @property
    def window_seconds(self) -> int:
        """How long an empty bucket takes to be full, rounded up."""
        return math.ceil(self.burst / self.per_second)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a name may still do: `remaining` times at once, and once more after `wait` seconds (0: the bucket is full).

    `granted` is whether what was asked for may be done.
    """

    granted: bool
    remaining: int
    wait: float


class Buckets:
    """One bucket per name, full at first. Of more than `size` names the longest idle ones begin anew."""

    def __init__(self, rate: Rate, *, size: int = MOST_NAMES, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self._size = size
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, name: str) -> Standing:
        """One token, if there is one."""
        tokens, now = self._tokens(name)
        granted = tokens >= 1
        left = tokens - 1 if granted else tokens
        self._buckets[name] = (left, now)
        self._buckets.move_to_end(name)
        if len(self._buckets) > self._size:
            self._buckets.popitem(last=False)
        return self._standing(left, granted=granted)

    def look(self, name: str) -> Standing:
        """As `take`, taking nothing."""
        tokens, _ = self._tokens(name)
        return self._standing(tokens, granted=tokens >= 1)

    def _tokens(self, name: str) -> tuple[float, float]:
        now = self._clock()
        tokens, at = self._buckets.get(name, (float(self.rate.burst), now))
        tokens = min(float(self.rate.burst), tokens + (now - at) * self.rate.per_second)
        nearest = round(tokens)
        return (float(nearest) if abs(tokens - nearest) < _ROUNDING else tokens), now

    def _standing(self, tokens: float, *, granted: bool) -> Standing:
        whole = math.floor(tokens)
        wait = 0.0 if tokens >= self.rate.burst else (whole + 1 - tokens) / self.rate.per_second
        return Standing(granted, whole, wait)
