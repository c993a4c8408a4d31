"""A page of ours, put together from as many of Syncro's small pages as fit into it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from psasync.psa.syncro.reading.pages import ListPage
from psasync.psa.syncro.reading.position import Position
from psasync.psa.toolkit.together import Failure


class Piece(NamedTuple):
    """The rows of one page from `start` up to `stop`."""

    page: ListPage
    start: int
    stop: int


@dataclass(slots=True)
class Gathering:
    """Grows page by page, in the order of the list, up to the first page that failed or does not fit."""

    limit: int
    begun: Position
    size: int = 0  # rows of a full page
    pieces: list[Piece] = field(default_factory=list)
    count: int = 0
    at_end: bool = False  # the list is read to its end
    failed: Failure | None = None
    _stopped: bool = False

    @property
    def rows(self) -> list[Any]:
        return [row for page, start, stop in self.pieces for row in page.rows[start:stop]]

    @property
    def asked_at(self) -> datetime | None:
        """The earliest of all calls."""
        return min((page.asked_at for page, _, _ in self.pieces if page.asked_at), default=None)

    def wanted(self, at_once: int) -> range:
        """The numbers of the pages to ask for next; what would not fit as a whole is not asked for."""
        page = self.pieces[-1].page
        room = self.limit - self.count
        if self._stopped or self.failed or (self.count and room < self.size):
            return range(0)
        pages = min(at_once, max(1, room // self.size))
        # How many pages there are may be untold: then each tells whether there is another.
        pages = min(pages, page.last - page.number) if page.last is not None else 1
        return range(page.number + 1, page.number + 1 + pages)

    def take_all(self, answers: list[ListPage | Failure]) -> None:
        for answer in answers:
            if self._stopped:
                return
            if isinstance(answer, ListPage):
                self.take(answer)
            else:
                self.failed, self._stopped = answer, True

    def take(self, page: ListPage, start: int = 0) -> None:
        self.size = max(self.size, page.size)
        if self._shrunk(page):
            # Rows may have moved out of sight. The next reading looks where the last ones that were taken are now.
            self._stopped = True
            return
        stop = min(len(page.rows), start + self.limit - self.count)
        self.pieces.append(Piece(page, start, stop))
        self.count += stop - start
        self.at_end = stop == len(page.rows) and page.is_last(self.size)
        self._stopped = self.at_end or stop < len(page.rows)

    def position_behind(self, count: int) -> Position:
        """Where reading goes on when only the first `count` rows are used."""
        position = self.begun
        for page, start, stop in self.pieces:
            used = min(count, stop - start)
            if start + used:
                position = Position.behind(page, start + used, self.size)
            count -= used
            if not count and used < stop - start:
                break
        return position

    def _shrunk(self, page: ListPage) -> bool:
        before = self.pieces[-1].page.total if self.pieces else None
        return before is not None and page.total is not None and page.total < before
