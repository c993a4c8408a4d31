"""Writes that a later attempt or execution of the same sync always wins against."""

from collections.abc import Mapping, Sequence
from typing import Any

from psasync.kit.mongo import BulkOperation, BulkWriteError, Collection, Document, UpdateOne, only_duplicates

Update = Mapping[str, Any] | Sequence[Mapping[str, Any]]


def fenced_update(key: str, fence: int, update: Update, *, upsert: bool = True) -> UpdateOne:
    """An update that does nothing where a higher fence has written."""
    return UpdateOne({"_id": key, "fence": {"$lte": fence}}, update, upsert=upsert)


async def write_fenced(collection: Collection, operations: Sequence[BulkOperation]) -> bool:
    """Whether all of them were ours to write: a duplicate key is a document with a higher fence."""
    if not operations:
        return True
    try:
        await collection.bulk_write(list(operations))
    except BulkWriteError as error:
        if not only_duplicates(error):
            raise
        return False
    return True


async def insert_new(collection: Collection, documents: Sequence[Document]) -> list[Document]:
    """Insert what should be new; gives back what was there already. Several times as fast as upserts."""
    if not documents:
        return []
    try:
        await collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        if not only_duplicates(error):
            raise
        return [documents[mistake["index"]] for mistake in error.details["writeErrors"]]
    return []
