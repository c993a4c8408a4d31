"""Walking through a collection of one database, with what the other has of the same ids."""

from collections.abc import AsyncIterator, Sequence

from psasync.kit.mongo import Collection, Document

_BATCH = 200
_BY_ID = (("_id", 1),)


async def batches(collection: Collection) -> AsyncIterator[list[Document]]:
    last: str | None = None
    while True:
        after: Document = {} if last is None else {"_id": {"$gt": last}}
        documents = await collection.find_list(after, sort=_BY_ID, limit=_BATCH)
        if documents:
            yield documents
        if len(documents) < _BATCH:
            return
        last = documents[-1]["_id"]


async def twins(collection: Collection, documents: Sequence[Document]) -> dict[str, Document]:
    ids = [document["_id"] for document in documents]
    found = await collection.find_list({"_id": {"$in": ids}}, limit=len(ids))
    return {document["_id"]: document for document in found}
