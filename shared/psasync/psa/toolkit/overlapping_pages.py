"""Lists of page numbers, ordered by id, read so that nothing falls between two pages.

A record that is deleted before the reader moves every later one forward, and the first row of the next page onto a
page that counts as read; a total does not show it where others are added at the same time. So each page is chosen,
by its size and number, to begin at or before the last row that was read. If it begins with that row or an earlier
one, nothing was missed, and rows up to that id are left out. If it begins later, rows have moved, and the page before
it comes next.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Self

from psasync.psa.port import Cursor

SMALLEST = 2
"""Rows per page below which pages cannot overlap and bring something new."""


class OutOfOrder(Exception):  # noqa: N818 - a verdict on the list
    """The rows are not ascending by id, though the list was asked for that."""


class Stuck(Exception):  # noqa: N818 - a verdict on the list
    """The list says that it has more, and gives nothing more."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A page to ask for: pages have `size` rows, and this is the one with this number, from 1."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """Rows before it."""
        return (self.number - 1) * self.size


@dataclass(frozen=True, slots=True)
class Answered:
    """A page as it came. `ids`: of each row; None where it has none. `size`: rows per page, as the system says."""

    rows: Sequence[Any]
    ids: Sequence[int | None]
    total: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The list is read up to the id `after`, which stands at row `read`, from 1."""

    read: int = 0
    after: int = 0
    certain: bool = True  # False: the last row had no id, so that the overlap cannot be recognised
    most: int = 0  # rows per page that the system really gives; 0: what it is asked for

    @classmethod
    def at(cls, cursor: Cursor | None) -> Self:
        return cls(**cursor) if cursor else cls()

    @property
    def cursor(self) -> Cursor:
        return {
            "read": self.read,
            "after": self.after,
            **({} if self.certain else {"certain": False}),
            **({"most": self.most} if self.most else {}),
        }

    def ask(self, wanted: int, most: int) -> Ask:
        """The page that holds the last row read and brings as many new ones as can be, up to `wanted`.

        `most`: the largest page that the system allows.
        """
        most = max(SMALLEST, min(most, self.most or most))
        if not self.read:
            return Ask(1, max(SMALLEST, min(wanted, most)))
        last = self.read - 1
        size = max(range(SMALLEST, most + 1), key=lambda size: (min(size - last % size - 1, wanted), -size))
        if last % size == size - 1:
            # Only where pages are tiny: none of them holds the last row and a new one.
            return Ask(self.read // most + 1, most)
        return Ask(last // size + 1, size)

    def take(self, ask: Ask, page: Answered, wanted: int) -> tuple[list[Any], "Place | None"]:
        """The new rows of a page, at most `wanted`, and where to read on: None at the end of the list.

        Raises `OutOfOrder` or `Stuck`.
        """
        _check_order(page.ids)
        size = page.size if page.size and SMALLEST <= page.size < ask.size else ask.size
        asked = Ask(ask.number, size)
        here = self if size == ask.size else replace(self, most=size)
        if ask.number > 1 and asked.offset < self.read and _missed_rows_before(here, page):
            return [], replace(here, read=asked.offset)
        new = [at for at in range(len(page.rows)) if _is_new(here, asked.offset + at + 1, page.ids[at])]
        taken = new[:wanted]
        ends = len(taken) == len(new) and _ends(here, asked, page, new, capped=size < ask.size)
        return [page.rows[at] for at in taken], None if ends else _behind(here, asked, page, taken)


def _check_order(ids: Sequence[int | None]) -> None:
    known = [number for number in ids if number is not None]
    if any(later <= earlier for earlier, later in pairwise(known)):
        raise OutOfOrder


def _missed_rows_before(place: Place, page: Answered) -> bool:
    """The page should begin with the last row read, or an earlier one; an empty page is behind the list's end."""
    if not page.ids:
        return True
    return place.certain and page.ids[0] is not None and page.ids[0] > place.after


def _is_new(place: Place, row: int, number: int | None) -> bool:
    return row > place.read if number is None else number > place.after


def _behind(place: Place, asked: Ask, page: Answered, taken: Sequence[int]) -> Place:
    if not taken:
        return replace(place, read=max(place.read, asked.offset + len(page.rows)))
    known = [number for at in taken if (number := page.ids[at]) is not None]
    last = taken[-1]
    return replace(
        place,
        read=asked.offset + last + 1,
        after=max(known, default=place.after),
        certain=page.ids[last] is not None,
    )


def _ends(place: Place, asked: Ask, page: Answered, new: Sequence[int], *, capped: bool) -> bool:
    until = asked.offset + len(page.rows)
    if not page.rows or until == page.total:
        return True
    if new or capped:
        return False
    if page.total is None or page.total < until:
        # More rows than asked for: the list knows no pages, and this was all of it.
        return len(page.rows) != asked.size or until <= place.read
    if until > place.read:
        return False
    if page.size is None or page.size < SMALLEST:
        raise Stuck
    return True  # a short page: the total counts what the caller may not see
