"""Paging that does not move on: found without remembering every page.

One earlier page is kept in mind, and replaced whenever the number of pages read is a power of two (Brent's way of
finding a cycle). A source that gives the same pages round and round meets it again within twice the round's length.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson

from psasync.psa.http_source.reading.paging.pager import PagingError, Position, Turn

MAX_PAGES = 1_000_000
MAX_STEPS_BACK = 1_000
"""Of one read of a list."""


def digest(value: Any) -> str:
    """A short name for a value."""
    return blake2b(orjson.dumps(value), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Progress:
    pages: int = 0
    back: int = 0  # how many of them were a step back
    kept: str = ""

    @classmethod
    def at(cls, cursor: Position) -> "Progress":
        return cls(**cursor.get("progress", {}))

    @property
    def shown(self) -> dict[str, Any]:
        return {"pages": self.pages, "kept": self.kept} | ({"back": self.back} if self.back else {})

    def after(self, names: Sequence[str], turn: Turn) -> "Progress":
        """Raises `PagingError` where the page has been read before."""
        pages = self.pages + 1
        if turn.back:
            if self.back >= MAX_STEPS_BACK:
                raise PagingError("its rows have no stable order")
            return Progress(pages, self.back + 1)
        page = digest([*names] or turn.next)
        if turn.next is not None and (pages > MAX_PAGES or page == self.kept):
            raise PagingError("its paging does not move on")
        replaces = not self.kept or pages & (pages - 1) == 0
        return Progress(pages, self.back, page if replaces else self.kept)
