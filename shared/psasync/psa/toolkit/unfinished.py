"""Readings that had to stop, for whoever reads the same list next.

A list may be longer than the calls and the time that one attempt has. Without this, every attempt would begin anew and
none would come to the end.
"""

import time
from collections import OrderedDict
from collections.abc import Callable

from psasync.psa.toolkit.sweep import Place, Sweep


class Unfinished:
    """In memory only: `most` of them, for `seconds`. One that is taken belongs to the taker."""

    def __init__(self, *, most: int = 16, seconds: float = 1800, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, Sweep]] = OrderedDict()

    def leave(self, name: str, sweep: Sweep) -> None:
        """`name` tells the list, and whose it is."""
        now = self._clock()
        self._kept[name] = (now + self._seconds, sweep)
        self._kept.move_to_end(name)
        while self._kept and (len(self._kept) > self._most or next(iter(self._kept.values()))[0] <= now):
            self._kept.popitem(last=False)

    def take(self, name: str, behind: Place) -> Sweep | None:
        """None: there is none, or it was about something else, and is dropped."""
        until, sweep = self._kept.pop(name, (0.0, None))
        return sweep if sweep and self._clock() < until and sweep.behind == behind else None


OF_THIS_PROCESS = Unfinished()
