"""The audit trail: entries are added, never changed and never removed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.kit.ids import first_id_at
from psasync.kit.mongo import BulkWriteError, Database, Document, only_duplicates

NEWEST_FIRST = (("_id", -1),)


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which entries are wanted: of a scope, equal in what is given, made in `[since, until)`."""

    scope: Mapping[str, Any]  # what the caller may see, as `Principal.tenant_filter` gives it
    subject: str | None = None
    key_id: str | None = None
    who: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def filter(self, before: str | None) -> Document:
        """`before`: the id from behind which a page goes on."""
        above = [first_id_at(self.until)] if self.until is not None else []
        if before is not None:
            above.append(before)
        bounds = {"$gte": first_id_at(self.since)} if self.since is not None else {}
        bounds |= {"$lt": min(above)} if above else {}
        return {**self.scope, **dict(self._equal())} | ({"_id": bounds} if bounds else {})

    @property
    def index(self) -> str:
        """The index that leaves least to be read: an entry's id holds its time, and is the last field of each."""
        field = next((name for name, _ in self._equal()), None)
        if field == "subject":
            return "of_subject"
        if "tenant" in self.scope:
            return "list_of_tenant" if field is None else f"of_tenant_and_{field}"
        return "_id_" if field is None else f"of_{field}"

    def _equal(self) -> Iterator[tuple[str, str]]:
        """The most telling first."""
        for name in ("subject", "key_id", "who", "action"):
            value = getattr(self, name)
            if value is not None:
                yield name, value


class Audit:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection("audit")

    async def add(self, entries: Sequence[Document]) -> None:
        """An entry that is there already stays as it is, so that adding can be repeated."""
        if not entries:
            return
        try:
            await self._collection.insert_many(entries)
        except BulkWriteError as error:
            if not only_duplicates(error):
                raise

    async def page(self, query: AuditQuery, before: str | None, limit: int) -> list[Document]:
        """The newest first, from behind the id `before`."""
        return await self._collection.find_list(query.filter(before), sort=NEWEST_FIRST, limit=limit, hint=query.index)
