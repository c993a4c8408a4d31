"""Lists of the platform's own records, page by page over an index."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.kit.mongo import Database, Document, Sort

Position = tuple[str, str] | tuple[datetime, str]
"""Of the last record that was shown: sync and id, or time of change and id."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records of a tenant and an entity. With `changed_since` they come in the order of their changes."""

    tenant: str
    entity: Entity
    sync: str | None = None
    changed_since: datetime | None = None  # inclusive
    deleted: bool | None = None  # None: both

    @property
    def order(self) -> Sort:
        return [("sync" if self.changed_since is None else "changed_at", 1), ("_id", 1)]

    def filters(self, after: Position | None) -> list[Document]:
        """To be asked one after the other until a page is full: each of them is one range of an index."""
        wanted: Document = {"tenant": self.tenant, "entity": self.entity}
        if self.sync is not None:
            wanted["sync"] = self.sync
        if self.changed_since is not None:
            wanted["changed_at"] = {"$gte": _whole(self.changed_since)}
        if self.deleted is not None:
            wanted["deleted"] = True if self.deleted else {"$ne": True}
        return [wanted] if after is None else self._behind(wanted, *after)

    def _behind(self, wanted: Document, value: Any, key: str) -> list[Document]:
        field = self.order[0][0]
        same = {**wanted, field: value, "_id": {"$gt": key}}
        return [same] if field == "sync" and self.sync is not None else [same, {**wanted, field: {"$gt": value}}]


class RecordLists:
    """No order can lose a record that stays as it is; one that changes moves to the end of the order of changes."""

    def __init__(self, database: Database) -> None:
        self._records = database.collection("records")

    async def page(self, wanted: Wanted, after: Position | None, limit: int) -> list[Document]:
        found: list[Document] = []
        for condition in wanted.filters(after):
            if len(found) < limit:
                found += await self._records.find_list(condition, sort=wanted.order, limit=limit - len(found))
        return found


def _whole(moment: datetime) -> datetime:
    """The database keeps milliseconds."""
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
