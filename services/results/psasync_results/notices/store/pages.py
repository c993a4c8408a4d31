"""Lists of notices, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.kit.mongo import Database, Document
from psasync_results.notices.store.notices import COLLECTION
from psasync_results.store.newest import FIELD, SORT, window


@dataclass(frozen=True, slots=True)
class NoticeQuery:
    scope: Mapping[str, Any]  # the tenant filter of whoever asks
    kind: str | None = None
    channel: str | None = None
    sync: str | None = None
    execution: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def filter(self, after: str | None) -> Document:
        wanted = {"kind": self.kind, "channel": self.channel, "sync": self.sync, "execution": self.execution}
        chosen = {name: value for name, value in wanted.items() if value is not None}
        return {**self.scope, **chosen, **window(after, self.since, self.until)}


class NoticePages:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def page(self, query: NoticeQuery, after: str | None, limit: int) -> tuple[Sequence[Document], str | None]:
        """At most `limit` notices, and where to go on if there are more."""
        found = await self._collection.find_list(query.filter(after), sort=SORT, limit=limit + 1)
        if len(found) <= limit:
            return found, None
        return found[:limit], found[limit - 1][FIELD]
