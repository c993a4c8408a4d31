"""How long to wait before the next attempt."""

import random


class Backoff:
    """Exponential, with full jitter: the n-th wait lies between 0 and `min(cap, first * 2**n)` seconds.

    Full jitter spreads callers that failed together; the same `seed` gives the same waits.
    """

    def __init__(self, first: float, cap: float, *, seed: int | None = None) -> None:
        if not 0 < first <= cap:
            raise ValueError("a backoff needs 0 < first <= cap")
        self._first = first
        self._cap = cap
        self._random = random.Random(seed)
        self.attempts = 0

    def next(self) -> float:
        """Seconds to wait, drawn anew; the next one may be twice as long."""
        # 2**64 seconds is beyond any cap, and a float still holds it.
        ceiling = min(self._cap, self._first * 2.0 ** min(self.attempts, 64))
        self.attempts += 1
        return self._random.uniform(0, ceiling)

    def reset(self) -> None:
        """The work succeeded: start again from `first`."""
        self.attempts = 0
