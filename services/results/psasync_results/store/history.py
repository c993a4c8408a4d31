"""Lists of executions, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.kit.mongo import Database, Document
from psasync_results.store.executions import COLLECTION
from psasync_results.store.newest import FIELD, SORT, window

_NOT_LISTED = {"pending": 0, "settings": 0, "attempts": 0, "spans": 0, "progress": 0}


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    scope: Mapping[str, Any]  # the tenant filter of whoever asks
    sync: str | None = None
    status: str | None = None
    outcome: str | None = None
    trigger: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def filter(self, after: str | None) -> Document:
        wanted = {"sync": self.sync, "status": self.status, "outcome": self.outcome, "trigger": self.trigger}
        return {
            **self.scope,
            **{name: value for name, value in wanted.items() if value is not None},
            **window(after, self.since, self.until),
        }


class History:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def page(self, query: HistoryQuery, after: str | None, limit: int) -> tuple[Sequence[Document], str | None]:
        """At most `limit` documents, and where to go on if there are more."""
        found = await self._collection.find_list(query.filter(after), _NOT_LISTED, SORT, limit=limit + 1)
        if len(found) <= limit:
            return found, None
        return found[:limit], found[limit - 1][FIELD]
