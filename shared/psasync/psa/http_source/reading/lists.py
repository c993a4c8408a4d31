"""A list, page by page.

The source decides how many rows an answer has: what is more than a page may hold is handed on with the next pages, from
the answer as it is kept here, or asked for again.
"""

from dataclasses import dataclass, field
from typing import Any

from psasync.psa.http_source.client import Client
from psasync.psa.http_source.mapping import EntityMapping
from psasync.psa.http_source.reading.answers import Answer, ask
from psasync.psa.http_source.reading.filters import filters
from psasync.psa.http_source.reading.paging import Pager
from psasync.psa.http_source.reading.paging.pager import PagingError, Position
from psasync.psa.http_source.reading.progress import Progress
from psasync.psa.port import Cursor, Page, ReadScope
from psasync.psa.toolkit.period import within


@dataclass(frozen=True, slots=True)
class Place:
    """A cursor. `done` rows of the answer at `at` are handed on, the last of them named `last`."""

    at: Position = field(default_factory=dict)
    done: int = 0
    last: str = ""
    progress: Progress = field(default_factory=Progress)

    @classmethod
    def of(cls, cursor: Cursor | None) -> "Place":
        if not cursor:
            return cls()
        return cls(cursor["at"], cursor.get("done", 0), cursor.get("last", ""), Progress.at(cursor))

    @property
    def cursor(self) -> Cursor:
        shown: dict[str, Any] = {"at": self.at, "progress": self.progress.shown}
        return shown | ({"done": self.done, "last": self.last} if self.done else {})


class ListReader:
    """One list of one connection. It keeps at most one answer."""

    def __init__(self, client: Client, mapping: EntityMapping, pager: Pager) -> None:
        self._client = client
        self._mapping = mapping
        self._pager = pager
        self._kept: Answer | None = None

    async def read(self, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
        """Raises `PsaError` or `BudgetExhausted`."""
        place = Place.of(cursor)
        answer = await self._answer(scope, place, limit)
        try:
            begin, end, after = self._cut(place, answer, limit)
        except PagingError as error:
            raise self._client.faults.unreadable(self._mapping.described.path, str(error)) from None
        self._kept = answer if after and after.done else None
        mapped = self._mapping.mapped(answer.rows[begin:end], scope.custom_fields)
        return Page(
            records=within(mapped.records, scope.period),
            unreadable=mapped.unreadable,
            next=after.cursor if after else None,
            source_time=answer.asked_at,
        )

    async def _answer(self, scope: ReadScope, place: Place, limit: int) -> Answer:
        url = self._url(scope, place.at, limit)
        if place.done and self._kept and self._kept.url == url:
            return self._kept
        return await ask(self._client, self._mapping, url)

    def _url(self, scope: ReadScope, at: Position, limit: int) -> str:
        described = self._mapping.described
        asked = self._pager.ask(at, limit)
        first = self._client.url_of(
            described.path, {**described.query, **filters(described, scope), **asked.parameters}
        )
        return first if asked.link is None else self._client.followed(first, asked.link, described.path)

    def _cut(self, place: Place, answer: Answer, limit: int) -> tuple[int, int, Place | None]:
        """Which rows to hand on now, and where reading goes on."""
        turn = self._pager.turn(place.at, limit, answer.found)
        names = answer.found.names
        begin = max(turn.known, _after_last(place, names))
        end = min(begin + limit, len(names))
        if end < len(names):
            return begin, end, Place(place.at, end, names[end - 1], place.progress)
        progress = place.progress.after(names, turn)
        if turn.next is None:
            return begin, end, None
        return begin, end, Place(self._resolved(turn.next, answer.url), progress=progress)

    def _resolved(self, position: Position, url: str) -> Position:
        """A link is relative to the answer that holds it, which is not at hand when it is followed."""
        if "link" not in position:
            return position
        return {"link": self._client.followed(url, position["link"], self._mapping.described.path)}


def _after_last(place: Place, names: Any) -> int:
    """The first row that is not handed on yet; the first of all where it cannot be told."""
    if not place.done:
        return 0
    if place.done <= len(names) and names[place.done - 1] == place.last:
        return place.done
    return next((at + 1 for at, name in enumerate(names) if name == place.last), 0)
