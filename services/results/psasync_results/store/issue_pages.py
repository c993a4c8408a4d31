"""Lists of a tenant's issues: the ones seen last first, or in the order of their labels."""

from collections.abc import Sequence
from dataclasses import dataclass

from psasync.kit.mongo import Database, Document, Sort
from psasync_results.domain.labels import beginning_with
from psasync_results.store.issues import COLLECTION
from psasync_results.store.newest import FIELD, SORT, window

LABEL_FIELD = "label_order"
LABEL_SORT = ((LABEL_FIELD, 1),)
_FILTERS = ("state", "sync", "entity", "code")


@dataclass(frozen=True, slots=True)
class IssueQuery:
    tenant: str
    state: str | None = None
    sync: str | None = None
    entity: str | None = None
    code: str | None = None
    label: str | None = None  # how it begins

    def filter(self, after: str | None) -> Document:
        """Newest first, from behind a place of that order."""
        return {**self._chosen(), **window(after)}

    def filter_by_label(self, after: str | None) -> Document:
        """In the order of labels, from behind a place of that order."""
        return {**self._chosen(), LABEL_FIELD: beginning_with(self.label or "", after)}

    def _chosen(self) -> Document:
        wanted = {name: getattr(self, name) for name in _FILTERS}
        chosen: Document = {name: value for name, value in wanted.items() if value is not None}
        if self.label is not None:
            chosen[LABEL_FIELD] = beginning_with(self.label)
        return {"tenant": self.tenant, **chosen}


class IssuePages:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def page(self, query: IssueQuery, after: str | None, limit: int) -> tuple[Sequence[Document], str | None]:
        """At most `limit` issues, and where to go on if there are more."""
        return await self._page(query.filter(after), FIELD, SORT, limit)

    async def page_by_label(
        self, query: IssueQuery, after: str | None, limit: int
    ) -> tuple[Sequence[Document], str | None]:
        """The same in the order of labels."""
        return await self._page(query.filter_by_label(after), LABEL_FIELD, LABEL_SORT, limit)

    async def _page(
        self, wanted: Document, field: str, sort: Sort, limit: int
    ) -> tuple[Sequence[Document], str | None]:
        found = await self._collection.find_list(wanted, sort=sort, limit=limit + 1)
        if len(found) <= limit:
            return found, None
        return found[:limit], found[limit - 1][field]
