"""How often something may happen, over all who ask."""


class Pace:
    """`per_second` on average, and up to `burst` at once."""

    def __init__(self, per_second: float, burst: int) -> None:
        self._per_second = per_second
        self._burst = float(burst)
        self._left = float(burst)
        self._at: float | None = None

    def allows(self, monotonic: float) -> bool:
        """Whether one more may happen now; if so, it is counted."""
        if self._at is not None:
            self._left = min(self._burst, self._left + (monotonic - self._at) * self._per_second)
        self._at = monotonic
        if self._left < 1:
            return False
        self._left -= 1
        return True
