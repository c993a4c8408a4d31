"""Encoded pages, kept while nothing in their list has changed, within a bound of bytes."""

from collections import OrderedDict
from collections.abc import Hashable

from psasync_simulator.http import Answer

MAX_BYTES = 64 * 1024 * 1024


class PageCache:
    """The least recently used page goes first. Keys hold the list's revision, so a stale page is never found."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._pages: OrderedDict[Hashable, Answer] = OrderedDict()

    def get(self, key: Hashable) -> Answer | None:
        page = self._pages.get(key)
        if page is not None:
            self._pages.move_to_end(key)
        return page

    def put(self, key: Hashable, page: Answer) -> None:
        self._pages[key] = page
        self._bytes += len(page.body)
        while self._bytes > self._max_bytes:
            _, dropped = self._pages.popitem(last=False)
            self._bytes -= len(dropped.body)
