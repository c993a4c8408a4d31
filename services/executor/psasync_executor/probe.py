"""The points at which chaos tests kill an executor, by `PSASYNC_EXECUTOR_PROBE` (see `psasync.kit.probe`)."""

from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum

from psasync.kit import probe


class Point(StrEnum):
    AFTER_FETCH = "after_fetch"  # a page is read and decided, nothing of it is written
    AFTER_INTENT = "after_intent"  # an intent is stored, nothing is sent to the destination
    AFTER_CREATE = "after_create"  # the destination has created a record, its intent is open
    AFTER_BATCH = "after_batch"  # the destination has taken a batch, or a record that it keeps
    AFTER_DESTINATION_WRITE = "after_destination_write"
    AFTER_OUTBOX_WRITE = "after_outbox_write"
    MID_PUBLISH = "mid_publish"  # a part of the page's events is acknowledged
    BEFORE_CHECKPOINT = "before_checkpoint"  # all of them are, the next page is not stored


OUTSIDE = frozenset({Point.AFTER_INTENT, Point.AFTER_CREATE, Point.AFTER_BATCH})
"""Points that only runs to destinations outside the platform come by."""


class Probe(probe.Probe):
    """Does nothing; a test gives one that does."""

    def parts(self, events: Sequence[bytes]) -> Sequence[Sequence[bytes]]:
        """How a page is published: in one go."""
        return [events]


class ProbeAt(probe.ProbeAt, Probe):
    """Calls `act` when a point is reached for the n-th time."""

    def __init__(self, point: Point, nth: int, act: Callable[[], Awaitable[None]]) -> None:
        super().__init__(point, nth, act)
        self._divides = point is Point.MID_PUBLISH

    def parts(self, events: Sequence[bytes]) -> Sequence[Sequence[bytes]]:
        if not self._divides or len(events) < 2:
            return [events]
        middle = len(events) // 2
        return [events[:middle], events[middle:]]


def probe_of(setting: str | None) -> Probe:
    """`<point>:<nth>`; raises `ValueError` for anything else."""
    parsed = probe.parse(setting, Point)
    return Probe() if parsed is None else ProbeAt(*parsed, probe.die)
