"""How many issues are open, for the cards."""

import asyncio
from collections.abc import Iterable, Mapping
from itertools import islice

from psasync.kit.mongo import Database, Document
from psasync_results.store.issues import COLLECTION

COUNTED = 1_000
"""An index is read this far for one number; with more issues open, this number stands for all of them."""

_AT_ONCE = 16

SyncEntity = tuple[str, str]


class OpenIssues:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def count(self, tenant: str, wanted: Iterable[SyncEntity]) -> Mapping[SyncEntity, int]:
        """Open issues by sync and entity, each `COUNTED` at most."""
        found: dict[SyncEntity, int] = {}
        rest = iter(wanted)
        while some := list(islice(rest, _AT_ONCE)):
            filters = (open_filter(tenant, sync, entity) for sync, entity in some)
            counts = await asyncio.gather(*(self._collection.count(each, COUNTED) for each in filters))
            found |= zip(some, counts, strict=True)
        return found


def open_filter(tenant: str, sync: str, entity: str) -> Document:
    return {"tenant": tenant, "state": "open", "sync": sync, "entity": entity}
