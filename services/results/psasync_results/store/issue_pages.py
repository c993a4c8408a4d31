"""Lists of a tenant's issues, the ones seen last first."""

from collections.abc import Sequence
from dataclasses import dataclass

from psasync.kit.mongo import Database, Document
from psasync_results.store.issues import COLLECTION
from psasync_results.store.newest import FIELD, SORT, window


@dataclass(frozen=True, slots=True)
class IssueQuery:
    tenant: str
    state: str | None = None
    sync: str | None = None
    code: str | None = None

    def filter(self, after: str | None) -> Document:
        wanted = {"state": self.state, "sync": self.sync, "code": self.code}
        chosen = {name: value for name, value in wanted.items() if value is not None}
        return {"tenant": self.tenant, **chosen, **window(after)}


class IssuePages:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def page(self, query: IssueQuery, after: str | None, limit: int) -> tuple[Sequence[Document], str | None]:
        """At most `limit` issues, and where to go on if there are more."""
        found = await self._collection.find_list(query.filter(after), sort=SORT, limit=limit + 1)
        if len(found) <= limit:
            return found, None
        return found[:limit], found[limit - 1][FIELD]
