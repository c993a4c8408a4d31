"""Lists, page by page: each page is asked for when it is needed."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    items: list[T]
    next: str | None  # the cursor to read on with; None at the end


class Pages(Generic[T]):
    """All items of a list. Each iteration begins anew at `cursor`."""

    def __init__(self, read: Callable[[str | None], Page[T]], cursor: str | None = None) -> None:
        self._read = read
        self._cursor = cursor

    def page(self, cursor: str | None = None) -> Page[T]:
        """One page; without a cursor the first."""
        return self._read(self._cursor if cursor is None else cursor)

    def __iter__(self) -> Iterator[T]:
        cursor = self._cursor
        while True:
            page = self._read(cursor)
            yield from page.items
            cursor = page.next
            if cursor is None:
                return


class AsyncPages(Generic[T]):
    """All items of a list. Each iteration begins anew at `cursor`."""

    def __init__(self, read: Callable[[str | None], Awaitable[Page[T]]], cursor: str | None = None) -> None:
        self._read = read
        self._cursor = cursor

    async def page(self, cursor: str | None = None) -> Page[T]:
        """One page; without a cursor the first."""
        return await self._read(self._cursor if cursor is None else cursor)

    async def __aiter__(self) -> AsyncIterator[T]:
        cursor = self._cursor
        while True:
            page = await self._read(cursor)
            for item in page.items:
                yield item
            cursor = page.next
            if cursor is None:
                return
