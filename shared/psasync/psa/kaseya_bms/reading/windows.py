"""One page of a list as BMS gives it, and where to read on behind any of its rows.

Lists are asked for in the order of their ids and read by overlapping pages (`toolkit.overlapping_pages`). How `Sort`
is spelled is not published: a list that turns out to have another order is read by plain page numbers, from its
beginning, and a record that so comes twice is reported once by the reader.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.psa.kaseya_bms.calls import Endpoint, Reply
from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.errors import RecordGone
from psasync.psa.port import Cursor
from psasync.psa.toolkit.overlapping_pages import Answered, Ask, OutOfOrder, Place, Stuck
from psasync.psa.toolkit.page_numbers import PageNumber, whole_number

LARGEST = 100
"""Rows per page: what clients in the field ask for. Kaseya publishes no maximum."""


@dataclass(frozen=True, slots=True)
class Window:
    """The rows of one page that are new, and the cursor behind the first so many of them (None: the list's end)."""

    rows: list[Any]
    behind: Callable[[int], Cursor | None]
    asked_at: datetime | None
    place: Place | None = None  # behind all rows, where the list has the order that was asked for and goes on
    total: int = 0  # rows of the whole list; 0: not told


@dataclass(frozen=True, slots=True)
class Listing:
    """A list with its filters."""

    client: Client
    endpoint: Endpoint
    filters: Mapping[str, str]

    async def window(self, cursor: Cursor | None, wanted: int) -> Window:
        """The page behind the cursor. Raises `PsaError` or `BudgetExhausted`."""
        if cursor and "page" in cursor:
            return await self._numbered(cursor)
        place = Place.at(cursor)
        ask = place.ask(wanted, LARGEST)
        try:
            return self.taken(place, ask, await self.asked(ask), wanted)
        except OutOfOrder:
            return await self._numbered(PageNumber().cursor)

    async def asked(self, ask: Ask) -> Reply:
        """The page, checked as far as paging depends on it. Raises `PsaError` or `BudgetExhausted`."""
        try:
            reply = await self.client.get_page(self.endpoint, self.filters, ask.number, ask.size)
        except RecordGone:
            # A list is no record: BMS contradicts its own paths.
            raise self.client.faults.unreadable(self.endpoint.path, "it says that the list is not there") from None
        if not self.client.rows(self.endpoint, reply) and (reply.total or 0) > ask.offset:
            what = "a page that must have rows has none; if it stays, the connection's first_page is wrong"
            raise self.client.faults.unreadable(self.endpoint.path, what)
        return reply

    def taken(self, place: Place, ask: Ask, reply: Reply, wanted: int) -> Window:
        """Raises `OutOfOrder`, or `PsaError` where the list does not move on."""
        found = self.client.rows(self.endpoint, reply)
        page = Answered(found, [row_id(row) for row in found], reply.total, _real_size(ask, len(found), reply.total))
        try:
            rows, following = place.take(ask, page, wanted)
        except Stuck:
            raise self.client.faults.unreadable(self.endpoint.path, "its paging does not move on") from None

        def behind(count: int) -> Cursor | None:
            if count == 0 and rows:
                return place.cursor
            then = following if count >= len(rows) else place.take(ask, page, count)[1]
            return then.cursor if then else None

        return Window(rows, behind, reply.asked_at, following, reply.total or 0)

    async def _numbered(self, cursor: Cursor) -> Window:
        """The cursor is that of `PageNumber`, with `"skip"` where the first rows of the page are done.

        The end is an empty page, or the page before once more: how many rows BMS puts on a page is not known.
        """
        at, skip = PageNumber.at(cursor), cursor.get("skip", 0)
        reply = await self.asked(Ask(at.page, LARGEST))
        found = self.client.rows(self.endpoint, reply)
        first = row_id(found[0]) if found else None
        if first is not None and first == cursor.get("first"):
            return Window([], lambda _: None, reply.asked_at)
        following = at.after(rows=len(found), size=max(1, len(found)), total=reply.total, last_page=at.page + 1)
        rows = found[skip:]

        def behind(count: int) -> Cursor | None:
            if count < len(rows):
                return {**cursor, "skip": skip + count}
            return {**following.cursor, "first": first} if following else None

        return Window(rows, behind, reply.asked_at)


def _real_size(ask: Ask, rows: int, total: int | None) -> int | None:
    """Of BMS's pages, where the first one shows that it may cut what it is asked for: it does not say so."""
    fewer = rows < ask.size if total is None else rows < min(ask.size, total)
    return rows if ask.number == 1 and rows and fewer else None


def row_id(row: Any) -> int | None:
    return whole_number(row.get("id")) if isinstance(row, dict) else None
