"""Lists that know only page numbers: where to go on when records before the reader are added or deleted.

A deletion on a page that is read moves every later record forward, and the first one of the next page onto a page that
counts as read. Readers keep the list ordered by something that does not change (an id) and watch the total: when it
shrinks they step back by as many pages as can have moved. A record that so comes twice is reported once by its reader.
"""

from dataclasses import dataclass
from typing import Any, Self

from psasync.psa.port import Cursor

FIRST = 1


@dataclass(frozen=True, slots=True)
class PageNumber:
    """The page to ask for, and the list's total when the page before it was read (None: not told)."""

    page: int = FIRST
    total: int | None = None

    @classmethod
    def at(cls, cursor: Cursor | None) -> Self:
        return cls(cursor["page"], cursor.get("total")) if cursor else cls()

    @property
    def cursor(self) -> Cursor:
        return {"page": self.page, **({} if self.total is None else {"total": self.total})}

    def after(self, *, rows: int, size: int, total: int | None, last_page: int | None = None) -> "PageNumber | None":
        """Where to read on, once this page is read; None at the end of the list.

        `size` is the page size that the system really uses. Without `total` and `last_page` a short page is the end.
        """
        if self.total is not None and total is not None and total < self.total:
            moved = -(-(self.total - total) // max(1, size))
            return PageNumber(max(FIRST, self.page - moved), total)
        if self._is_last(rows, size, total, last_page):
            return None
        return PageNumber(self.page + 1, total)

    def _is_last(self, rows: int, size: int, total: int | None, last_page: int | None) -> bool:
        if rows == 0:
            return True
        if last_page is not None:
            return self.page >= last_page
        if total is not None:
            return self.page * size >= total
        return rows < size


def whole_number(value: Any) -> int | None:
    """A count as systems write it, also as text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value >= 0 else None
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None
