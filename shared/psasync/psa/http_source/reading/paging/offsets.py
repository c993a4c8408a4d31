"""Pages by the number of rows before them.

A row that is deleted before the reader moves every later one forward. Each page therefore begins with the last rows of
the one before it: if one of them comes again, nothing was passed over; if none does, reading steps back until one does,
or to the beginning. Rows that so come twice are not handed on twice from here, except after a new beginning.
"""

from psasync.psa.http_source.definition.paging import Offsets
from psasync.psa.http_source.reading.paging.pager import Ask, Found, PagingError, Position, Turn
from psasync.psa.toolkit.page_numbers import whole_number

OVERLAP = 3
"""Rows; only one on pages of less than eight."""

STEPS_BACK = 4
"""Pages that reading steps back one by one; after that it begins again."""


class OffsetPager:
    """A position is `{"start": rows before the page, "last": names of rows that it should begin with}`.

    With `"back": n` it is the n-th step back.
    """

    def __init__(self, paging: Offsets) -> None:
        self._paging = paging

    def ask(self, position: Position, limit: int) -> Ask:
        return Ask({
            self._paging.parameter: str(position.get("start", 0)),
            self._paging.size_parameter: str(self._size(limit)),
        })  # fmt: skip

    def turn(self, position: Position, limit: int, found: Found) -> Turn:
        start, last, size = position.get("start", 0), position.get("last", []), self._size(limit)
        known = _known(found, last)
        if last and not known and start:
            back = position.get("back", 0) + 1
            earlier = max(0, start - size) if back <= STEPS_BACK else 0
            return Turn({"start": earlier, "last": last, "back": back}, known=len(found.names), back=True)
        end = start + len(found.names)
        if self._is_last(found, size, end):
            return Turn(None, known)
        if known >= len(found.names) and "back" not in position:
            raise PagingError("its paging does not move on")
        overlap = OVERLAP if size >= 8 else 1
        return Turn({"start": max(0, end - overlap), "last": list(found.names[-overlap:])}, known)

    def _size(self, limit: int) -> int:
        return max(2, min(limit, self._paging.size))

    def _is_last(self, found: Found, size: int, end: int) -> bool:
        if not found.names:
            return True
        if self._paging.total is None:
            return len(found.names) < size
        total = whole_number(self._paging.total.find(found.content))
        if total is None:
            raise PagingError(f"there is no count at `{self._paging.total.text}`")
        return end >= total


def _known(found: Found, last: list[str]) -> int:
    """How many rows at the beginning were read before: up to the last that is known."""
    return max((place + 1 for place, name in enumerate(found.names) if name in last), default=0)
