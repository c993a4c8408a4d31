"""Lists of executions, newest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.kit.clock import Clock, RealClock
from psasync.kit.mongo import Database, Document
from psasync_results.store.executions import COLLECTION
from psasync_results.store.newest import FIELD, SORT, floors, moment_of, window

_NOT_LISTED = {"pending": 0, "settings": 0, "attempts": 0, "spans": 0, "progress": 0, "coded": 0, "pace": 0}
_REAL_CLOCK = RealClock()
SEARCHED_AT_ONCE = 500
"""Documents that a page looks at for the further words of a question."""


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    scope: Mapping[str, Any]  # the tenant filter of whoever asks
    sync: str | None = None
    status: str | None = None
    outcome: str | None = None
    trigger: str | None = None
    mode: str | None = None
    requested_by: str | None = None
    words: Sequence[str] = ()  # all of them, as `domain/search.py` cuts them
    since: datetime | None = None
    until: datetime | None = None

    def filter(self, after: str | None, floor: datetime | None = None) -> Document:
        """`floor`: look back no further than that, for now."""
        wanted = {
            "sync": self.sync,
            "status": self.status,
            "outcome": self.outcome,
            "trigger": self.trigger,
            "request.mode": self.mode,
            "request.requested_by": self.requested_by,
        }
        return {
            **self.scope,
            **{name: value for name, value in wanted.items() if value is not None},
            # An index finds one word, the rarest; `matches` tells the rest.
            **({"search": self.words[0]} if self.words else {}),
            **window(after, floor or self.since, self.until),
        }

    def floors(self, after: str | None, now: datetime) -> Iterator[datetime | None]:
        """How far back to look, one time after another; what a tenant or a sync has is little enough for one look."""
        if self.scope or self.sync is not None:
            return iter((self.since,))
        above = (moment for moment in (moment_of(after), self.until) if moment is not None)
        return iter(floors(min((now, *above)), self.since))

    def matches(self, document: Document) -> bool:
        return all(word in document["search"] for word in self.words[1:])


class History:
    def __init__(self, database: Database, clock: Clock = _REAL_CLOCK) -> None:
        self._collection = database.collection(COLLECTION)
        self._clock = clock

    async def page(self, query: HistoryQuery, after: str | None, limit: int) -> tuple[Sequence[Document], str | None]:
        """At most `limit` documents, and where to go on if there may be more.

        A question of several words can give a short page, even an empty one, with more behind it.
        """
        window_size = limit if len(query.words) < 2 else max(limit, SEARCHED_AT_ONCE)
        found: list[Document] = []
        for floor in query.floors(after, self._clock.now()):
            wanted = query.filter(after, floor)
            documents = await self._collection.find_list(wanted, _NOT_LISTED, SORT, limit=window_size + 1)
            looked_at = documents[:window_size]
            found = [document for document in looked_at if query.matches(document)]
            if len(found) > limit:
                return found[:limit], found[limit - 1][FIELD]
            if len(documents) > window_size:
                return found, looked_at[-1][FIELD]
        return found, None
