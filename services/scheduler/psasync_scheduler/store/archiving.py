"""Documents that are being archived with what hangs on them, by when they are to be looked at next."""

from datetime import datetime
from typing import TypeVar

from psasync.kit.mongo import Document
from psasync_scheduler.domain.catalog import Stored
from psasync_scheduler.store.catalog import CatalogStore

M = TypeVar("M", bound=Stored)


def look_at(when: datetime) -> Document:
    """The fields by which it is found again."""
    return {"archiving_due": True, "archiving_next": when}


async def marked(store: CatalogStore[M], now: datetime, limit: int) -> list[M]:
    """Those whose time has come, the longest waiting first."""
    query = {"archiving_due": True, "archiving_next": {"$lte": now}}
    found = await store.collection.find_list(query, sort=[("archiving_next", 1)], limit=limit)
    return [store.model.model_validate(document) for document in found]


async def later(store: CatalogStore[M], document_id: str, when: datetime) -> None:
    await store.collection.update_one({"_id": document_id}, {"$set": {"archiving_next": when}})


async def done(store: CatalogStore[M], document_id: str) -> None:
    await store.collection.update_one({"_id": document_id}, {"$unset": {"archiving_due": "", "archiving_next": ""}})
