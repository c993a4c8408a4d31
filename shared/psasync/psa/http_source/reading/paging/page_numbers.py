"""Pages by their numbers. When the total shrinks, reading steps back by as many pages as can have moved.

The size with which reading began is kept: with another one, the numbers would mean other rows.
"""

from typing import Any

from psasync.psa.http_source.definition.paging import PageNumbers
from psasync.psa.http_source.definition.paths import Path
from psasync.psa.http_source.reading.paging.pager import Ask, Found, PagingError, Position, Turn
from psasync.psa.toolkit.page_numbers import FIRST, PageNumber, whole_number


class PageNumberPager:
    def __init__(self, paging: PageNumbers) -> None:
        self._paging = paging
        self._shift = paging.first_page - FIRST  # the source may count from 0

    def ask(self, position: Position, limit: int) -> Ask:
        number = PageNumber.at(position or None).page + self._shift
        parameters = {self._paging.parameter: str(number)}
        if self._paging.size_parameter:
            parameters[self._paging.size_parameter] = str(self._size(position, limit))
        return Ask(parameters)

    def turn(self, position: Position, limit: int, found: Found) -> Turn:
        at, size = PageNumber.at(position or None), self._size(position, limit)
        total = _count(found.content, self._paging.total)
        last = _count(found.content, self._paging.last_page)
        last_page = None if last is None else last - self._shift
        after = at.after(rows=len(found.names), size=size, total=total, last_page=last_page)
        if after is None:
            return Turn(None)
        return Turn({**after.cursor, "size": size}, back=after.page <= at.page)

    def _size(self, position: Position, limit: int) -> int:
        if "size" in position:
            return int(position["size"])
        return min(limit, self._paging.size) if self._paging.size_parameter else self._paging.size


def _count(content: Any, path: Path | None) -> int | None:
    if path is None:
        return None
    number = whole_number(path.find(content))
    if number is None:
        raise PagingError(f"there is no count at `{path.text}`")
    return number
