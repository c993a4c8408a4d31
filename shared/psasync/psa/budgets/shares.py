"""A service's part of what a PSA allows all services together."""

from dataclasses import dataclass

_SHORTEST_WINDOW = 5.0  # seconds; a minute then sees at most 13 of 12 windows
_SMOOTHED = 60.0  # seconds: limits over longer times may be used in bursts, shorter ones are spread evenly
_BUCKETS = 60
_CHUNKS = 4
_LARGEST_CHUNK = 250
_OTHERS = 2  # services that need a call of their own at any time


def at_once(total: int, part: float) -> int:
    """Calls at a time: the others keep one each, and this service always has one."""
    return max(1, min(int(total * part), total - _OTHERS))


@dataclass(frozen=True, slots=True)
class Share:
    """So many calls in any `window` seconds, counted in `buckets` pieces of it."""

    calls: int
    window: float
    buckets: int

    @classmethod
    def of(cls, calls: int, seconds: float, part: float) -> "Share":
        """Small budgets get longer windows, so that each holds at least one call."""
        if seconds > _SMOOTHED:
            return cls(max(1, int(calls * part)), seconds, _BUCKETS)
        per_second = calls * part / seconds
        window = max(_SHORTEST_WINDOW, 1 / per_second)
        return cls(max(1, int(per_second * window)), window, 1)

    @property
    def chunk(self) -> int:
        """Calls taken from the database in one go, at most."""
        return max(1, min(_LARGEST_CHUNK, self.calls // _CHUNKS))

    def chunk_after(self, chunk: int) -> int:
        """The next chunk's size; 0 stands before the first.

        What is left of a chunk when a run ends is lost to its window. Where that is long, chunks begin small and grow
        with the calls that are really made.
        """
        return self.chunk if self.buckets == 1 else min(self.chunk, max(1, chunk * 2))

    @property
    def bucket(self) -> float:
        """Seconds."""
        return self.window / self.buckets
