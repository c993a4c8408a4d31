"""The revisions that were told lately, so that what is found once more is not told once more."""

import time
from collections import OrderedDict
from collections.abc import Callable

KEPT_SECONDS = 60.0
"""Longer than a change is found again, which is the overlap of two readings."""


class Recent:
    """Bounded by what changes within a minute."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._revisions: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def is_new(self, execution: str, revision: int) -> bool:
        known = self._revisions.get(execution)
        return known is None or revision > known[0]

    def add(self, execution: str, revision: int) -> None:
        now = self._monotonic()
        self._revisions[execution] = (revision, now)
        self._revisions.move_to_end(execution)
        while self._revisions and next(iter(self._revisions.values()))[1] < now - KEPT_SECONDS:
            self._revisions.popitem(last=False)

    def clear(self) -> None:
        self._revisions.clear()
