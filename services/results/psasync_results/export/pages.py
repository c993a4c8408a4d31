"""From pages of a list to the bytes of a file, with no more than a page in memory."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from psasync.kit.http import unavailable
from psasync_results.export.formats import Row, Writer

Place = TypeVar("Place")
Page = tuple[Sequence[Row], Place | None]


class ExportPlaces:
    """How many exports this process makes at the same time."""

    def __init__(self, limit: int) -> None:
        self._left = limit

    @contextmanager
    def one(self) -> Iterator[None]:
        if self._left <= 0:
            raise unavailable("Too many exports are being made here.")
        self._left -= 1
        try:
            yield
        finally:
            self._left += 1


async def exported(
    writer: Writer, page: Callable[[Place | None], Awaitable[Page[Place]]], places: ExportPlaces
) -> AsyncIterator[bytes]:
    """The whole file. `page` gives the rows after a place, and the place to go on from; each has its time limit.

    Raises 503 before the first byte when there is no place left.
    """
    with places.one():
        rows, place = await page(None)
        yield writer.head() + writer.rows(rows)
        while place is not None:
            rows, place = await page(place)
            if chunk := writer.rows(rows):
                yield chunk
