"""Pages by a cursor: each answer names what to ask for next. The source keeps the order."""

from psasync.psa.http_source.definition.paging import Cursors
from psasync.psa.http_source.definition.paths import MISSING
from psasync.psa.http_source.reading.paging.pager import Ask, Found, PagingError, Position, Turn

MAX_CURSOR = 2000
"""Characters."""


class CursorPager:
    def __init__(self, paging: Cursors) -> None:
        self._paging = paging

    def ask(self, position: Position, limit: int) -> Ask:
        parameters = {}
        if self._paging.size_parameter:
            parameters[self._paging.size_parameter] = str(min(limit, self._paging.size))
        if position:
            parameters[self._paging.parameter] = position["cursor"]
        return Ask(parameters)

    def turn(self, position: Position, limit: int, found: Found) -> Turn:  # noqa: ARG002 - the source decides
        if self._paging.more is not None and self._paging.more.find(found.content) is False:
            return Turn(None)
        cursor = self._paging.cursor.find(found.content)
        if cursor is MISSING or cursor is None or cursor == "" or cursor is False:
            return Turn(None)
        if isinstance(cursor, bool) or not isinstance(cursor, str | int) or len(str(cursor)) > MAX_CURSOR:
            raise PagingError(f"what stands at `{self._paging.cursor.text}` is no cursor")
        if str(cursor) == position.get("cursor"):
            raise PagingError("its paging does not move on")
        return Turn({"cursor": str(cursor)})
