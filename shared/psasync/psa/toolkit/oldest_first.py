"""Rows of a list by the time of their last change, the oldest first, in whatever order the list itself comes.

Systems that filter by time of change do not say in which order they list. So the list is read whole, its oldest rows
are kept, and given out page by page.
"""

from datetime import datetime
from typing import Any, NamedTuple

from psasync.psa.port import Cursor
from psasync.psa.toolkit.sweep import Piece, Place, PlaceOf, Read, Sweep
from psasync.psa.toolkit.unfinished import OF_THIS_PROCESS, Unfinished

__all__ = ["OldestFirst", "Piece", "Place"]

KEPT = 500
"""Rows that are held for the following pages. Where more have changed, the list is read again behind them."""


class Sorted(NamedTuple):
    rows: list[Any]
    next: Cursor | None


class OldestFirst:
    """Of one list. Calls follow one another.

    `name` tells the list from all others of the process, and whose it is: a reading that was stopped by an error or a
    cancellation is then gone on with by the next reader of that name. Without it, by this one alone.
    """

    def __init__(
        self, read: Read, place_of: PlaceOf, *, name: str = "", kept: int = KEPT, unfinished: Unfinished | None = None
    ) -> None:
        self._read = read
        self._place_of = place_of
        self._name = name
        self._kept = kept
        self._unfinished = unfinished or (OF_THIS_PROCESS if name else Unfinished())
        self._rest: Sweep | None = None

    async def page(self, since: datetime, cursor: Cursor | None, limit: int) -> Sorted:
        """The cursor holds for any reader of the list. Raises what `read` raises."""
        sweep = self._begun(Place.behind(since, cursor))
        try:
            await sweep.finish(self._read, self._place_of)
        except BaseException:
            self._unfinished.leave(self._name, sweep)
            raise
        rows = sweep.take(limit)
        self._rest = sweep if sweep.found else None
        return Sorted(rows, sweep.behind.cursor if sweep.found or sweep.bound else None)

    def _begun(self, behind: Place) -> Sweep:
        rest, self._rest = self._rest, None
        if rest and rest.behind == behind:
            return rest
        return self._unfinished.take(self._name, behind) or Sweep(behind, behind.time, self._kept)
