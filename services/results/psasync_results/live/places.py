"""How many streams may be open at once, here and for one key."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from psasync.kit.http import Problem, unavailable
from psasync_results.metrics import WATCHERS


class Places:
    def __init__(self, *, total: int, per_key: int) -> None:
        self._total = total
        self._per_key = per_key
        self._held: Counter[str] = Counter()

    def check(self, key: str) -> None:
        """Whether one more may be opened. Raises `Problem` 429 or 503."""
        if self._held[key] >= self._per_key:
            raise Problem(
                429,
                "Too many streams",
                "This key has as many streams open as it may.",
                code="too-many-streams",
                headers={"Retry-After": "10"},
            )
        if self._held.total() >= self._total:
            raise unavailable("Too many streams are open here.")

    @contextmanager
    def hold(self, key: str) -> Iterator[None]:
        """A place for as long as a stream is open. Raises like `check`: others may have come in between."""
        self.check(key)
        self._held[key] += 1
        WATCHERS.inc()
        try:
            yield
        finally:
            WATCHERS.dec()
            self._held[key] -= 1
            if not self._held[key]:
                del self._held[key]
