"""Where reading a list goes on, and finding that place again after others have added or deleted rows.

Page numbers shift under the reader: a row that is deleted from a page that counts as read moves every later one
forward, and the first of the next page out of sight. In which order Syncro lists contacts and assets is not published,
so a row's id does not tell its place either. A position therefore remembers the last rows that were taken. Reading
goes on behind them, wherever they stand now, at the price of asking for their page once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from psasync.psa.port import Cursor
from psasync.psa.syncro.client import Client
from psasync.psa.syncro.endpoints import Endpoint
from psasync.psa.syncro.reading.pages import ListPage, read_list_page, row_id
from psasync.psa.toolkit.page_numbers import FIRST

REMEMBERED = 3
"""Rows: the place is lost only if all of them are deleted at once."""

_NEAR = (0, -1, 1, -2)
"""Pages that are looked at in turn, beside the remembered one; rows move forward more often than back."""


@dataclass(frozen=True, slots=True)
class Position:
    """So many rows of the page are taken, and these were the last of them (oldest first)."""

    page: int = FIRST
    taken: int = 0
    after: tuple[str, ...] = ()
    size: int = 0  # rows of a full page, as far as it is known

    @classmethod
    def at(cls, cursor: Cursor | None) -> Self:
        if not cursor:
            return cls()
        return cls(cursor["page"], cursor["taken"], tuple(cursor["after"]), cursor["size"])

    @property
    def cursor(self) -> Cursor:
        return {"page": self.page, "taken": self.taken, "after": list(self.after), "size": self.size}

    def near(self) -> list[int]:
        """Numbers of pages on which the remembered rows may stand now, the likeliest first."""
        return [self.page + step for step in _NEAR if self.page + step >= FIRST]

    @classmethod
    def behind(cls, page: ListPage, taken: int, size: int) -> Self:
        ids = [text for row in page.rows[:taken] if (text := row_id(row))]
        return cls(page.number, taken, tuple(ids[-REMEMBERED:]), size)

    def found_in(self, rows: Sequence[Any]) -> "Found | None":
        """Where the newest of the remembered rows that is here stands; None if none of them is here."""
        if not self.after:
            return Found(min(self.taken, len(rows)))
        ids = [row_id(row) for row in rows]
        if 0 < self.taken <= len(ids) and ids[self.taken - 1] == self.after[-1]:
            return Found(self.taken)
        for newer, text in enumerate(reversed(self.after)):
            if text in ids:
                return Found(ids.index(text) + 1, newer)
        return None


class Found(NamedTuple):
    start: int  # the index of the first row behind it
    newer: int = 0  # remembered rows that are not here and were taken after it


async def resume(client: Client, endpoint: Endpoint, position: Position) -> tuple[ListPage, int]:
    """The page to go on with, and the index of its first row that is not taken.

    Where all remembered rows are lost, it goes back instead of losing what may have moved with them: rows that so come
    twice are reported once by the reader of the pages.
    """
    if not position.taken:
        return await read_list_page(client, endpoint, position.page), 0
    looked_at: list[ListPage] = []
    hits: list[tuple[Found, ListPage]] = []
    for number in position.near():
        page = await read_list_page(client, endpoint, number)
        looked_at.append(page)
        if found := position.found_in(page.rows):
            hits.append((found, page))
            if not found.newer:
                break
    if not hits:
        return min(looked_at, key=lambda page: page.number), 0
    found, page = min(hits, key=lambda hit: hit[0].newer)
    return page, found.start
