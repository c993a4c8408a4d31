"""The first of a list that may be long."""

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Taken(Generic[T]):
    """At most `limit` of the items (None: all), read as they are asked for; `more` says whether any were left."""

    def __init__(self, items: Iterable[T], limit: int | None) -> None:
        self._items = iter(items)
        self._limit = limit
        self.more = False

    def __iter__(self) -> Iterator[T]:
        left = self._limit
        for item in self._items:
            if left is not None:
                if left == 0:
                    self.more = True
                    return
                left -= 1
            yield item
