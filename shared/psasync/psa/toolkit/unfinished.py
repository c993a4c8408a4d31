"""Readings that had to stop, for whoever reads the same list next.

A list may be longer than the calls and the time that one attempt has. Without this, every attempt would begin anew and
none would come to the end.
"""

import asyncio
from collections import OrderedDict

from psasync.psa.toolkit.sweep import Place, Sweep

SECONDS = 1000.0
"""A little more than attempts are apart at most. What was read holds whatever the list holds, such as tickets."""


class Unfinished:
    """In memory only: `most` of them, for `seconds`. One that is taken belongs to the taker."""

    def __init__(self, *, most: int = 16, seconds: float = SECONDS) -> None:
        self._most = most
        self._seconds = seconds
        self._kept: OrderedDict[str, tuple[asyncio.TimerHandle, Sweep]] = OrderedDict()

    def leave(self, name: str, sweep: Sweep) -> None:
        """`name` tells the list, and whose it is."""
        self._removed(name)
        timer = asyncio.get_running_loop().call_later(self._seconds, self._removed, name)
        self._kept[name] = (timer, sweep)
        while len(self._kept) > self._most:
            self._removed(next(iter(self._kept)))

    def take(self, name: str, behind: Place) -> Sweep | None:
        """None: there is none, or it was about something else, and is dropped."""
        sweep = self._removed(name)
        return sweep if sweep and sweep.behind == behind else None

    def _removed(self, name: str) -> Sweep | None:
        if name not in self._kept:
            return None
        timer, sweep = self._kept.pop(name)
        timer.cancel()
        return sweep


OF_THIS_PROCESS = Unfinished()
