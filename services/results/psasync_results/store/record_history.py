"""What became of one source record, execution by execution, the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psasync.kit.mongo import Database, Document
from psasync_results.store.record_results import RECORDS

_NEWEST_FIRST = (("fence", -1),)


@dataclass(frozen=True, slots=True)
class SourceRecord:
    sync: str
    entity: str
    source_id: str


def history_filter(record: SourceRecord, before: int | None) -> Document:
    """What the index finds; records of other entities can have the same id."""
    older: Document = {} if before is None else {"fence": {"$lt": before}}
    return {"sync": record.sync, "source_id": record.source_id, **older}


class RecordHistory:
    """Fences order the executions of a sync. Executions that found the record unchanged are not in it."""

    def __init__(self, database: Database) -> None:
        self._records = database.collection(RECORDS)

    async def page(
        self, scope: Mapping[str, Any], record: SourceRecord, before: int | None, limit: int
    ) -> tuple[Sequence[Document], int | None]:
        """At most `limit` results, and the fence to go on from if there are more. `scope` is the caller's."""
        found: list[Document] = []
        wanted = history_filter(record, before)
        async for document in self._records.find(wanted, sort=_NEWEST_FIRST, batch_size=limit + 1):
            if document["entity"] != record.entity or any(document[name] != value for name, value in scope.items()):
                continue
            if len(found) == limit:
                return found, found[-1]["fence"]
            found.append(document)
        return found, None
