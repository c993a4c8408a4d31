"""A facility of the chaos tests: named points at which a process can be made to die.

`PSASYNC_EXECUTOR_PROBE="mid_publish:3"` kills the process with SIGKILL when it reaches that point for the third time.
Without the setting nothing is watched.
"""

import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum

from psasync.kit.logging import get_logger

log = get_logger(__name__)


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


class Probe:
    """Does nothing; a test gives one that does."""

    async def reached(self, point: Point) -> None:
        """Called whenever a run comes by."""

    def parts(self, events: Sequence[bytes]) -> Sequence[Sequence[bytes]]:
        """How a page is published: in one go."""
        return [events]


class ProbeAt(Probe):
    """Calls `act` when a point is reached for the n-th time."""

    def __init__(self, point: Point, nth: int, act: Callable[[], Awaitable[None]]) -> None:
        self._point = point
        self._left = nth
        self._act = act

    async def reached(self, point: Point) -> None:
        if point is self._point:
            self._left -= 1
            if self._left == 0:
                await self._act()

    def parts(self, events: Sequence[bytes]) -> Sequence[Sequence[bytes]]:
        if self._point is not Point.MID_PUBLISH or len(events) < 2:
            return [events]
        middle = len(events) // 2
        return [events[:middle], events[middle:]]


def probe_of(setting: str | None) -> Probe:
    """`<point>:<nth>`; raises `ValueError` for anything else."""
    if not setting:
        return Probe()
    name, _, nth = setting.partition(":")
    return ProbeAt(Point(name), int(nth or 1), _die)


async def _die() -> None:
    log.warning("killed by its probe")
    os.kill(os.getpid(), signal.SIGKILL)
