"""One reading of a whole list, of which the rows that changed first are kept."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from psasync.psa.port import Cursor


class Place(NamedTuple):
    """Where a row stands. No two rows stand at one place."""

    time: datetime
    number: int

    @classmethod
    def behind(cls, since: datetime, cursor: Cursor | None) -> "Place":
        """What is asked for lies behind it."""
        if cursor:
            return cls(datetime.fromisoformat(cursor["time"]), cursor["id"])
        return cls(since.astimezone(UTC), -1)

    @property
    def cursor(self) -> Cursor:
        return {"time": self.time.isoformat(), "id": self.number}


class Piece(NamedTuple):
    """Some rows of the list."""

    rows: Sequence[Any]
    next: Cursor | None  # None: the list is read to its end
    asked_at: datetime | None  # by the system's clock


Read = Callable[[datetime, Cursor | None], Awaitable[Piece]]
"""Rows changed at this time or later, read on from the cursor."""

PlaceOf = Callable[[Any], Place | None]
"""None: the row cannot be placed, and is left out."""


@dataclass(slots=True)
class Sweep:
    """One reading of the whole list."""

    behind: Place  # what was given out ends here
    since: datetime
    kept: int
    found: dict[int, tuple[Place, Any]] = field(default_factory=dict)  # by id: as it was read last
    bound: Place | None = None  # where there were more than are kept: none of those up to here is missing
    position: Cursor | None = None
    begun_at: datetime | None = None
    interrupted: bool = False
    ended: bool = False

    async def finish(self, read: Read, place_of: PlaceOf) -> None:
        """Read on to the end of the list.

        After an error that may have taken long, what was read before it may be out of date: what has changed since the
        beginning is read once more.
        """
        while not self.ended:
            piece = await self._next(read)
            self.begun_at = self.begun_at or piece.asked_at or self.since
            self._keep(piece.rows, place_of)
            self.position = piece.next
            if piece.next is not None:
                continue
            if self.interrupted:
                self.since, self.begun_at, self.interrupted = self.begun_at, None, False
            else:
                self.ended = True

    async def _next(self, read: Read) -> Piece:
        try:
            return await read(self.since, self.position)
        except BaseException:
            self.interrupted = self.begun_at is not None
            raise

    def take(self, limit: int) -> list[Any]:
        oldest = sorted(self.found.values(), key=_by_place)[:limit]
        for place, _ in oldest:
            del self.found[place.number]
            self.behind = place
        return [row for _, row in oldest]

    def _keep(self, rows: Sequence[Any], place_of: PlaceOf) -> None:
        for row in rows:
            place = place_of(row)
            if place is None:
                continue
            self.found.pop(place.number, None)
            if place > self.behind and (self.bound is None or place <= self.bound):
                self.found[place.number] = (place, row)
        if len(self.found) > self.kept:
            oldest = sorted(self.found.values(), key=_by_place)[: self.kept]
            self.found = {place.number: (place, row) for place, row in oldest}
            self.bound = oldest[-1][0]


def _by_place(one: tuple[Place, Any]) -> Place:
    return one[0]
