"""Lists of catalog documents: filtered, paged, counted, each over an index."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from psasync.kit.mongo import Document
from psasync_scheduler.domain.catalog import Stored, name_key
from psasync_scheduler.domain.dependents import FIRST, MOST_COUNTED, Hanging, Named
from psasync_scheduler.domain.listing import Place, Wanted
from psasync_scheduler.store.catalog import CatalogStore

M = TypeVar("M", bound=Stored)

# Sorts behind every text that begins as it does: no name holds this character.
_LAST = "\U0010ffff"


async def page(store: CatalogStore[M], scope: Mapping[str, Any], wanted: Wanted, after: Place, limit: int) -> list[M]:
    """In the order of their making, or of their names where the beginning of the name is given."""
    query = {**scope, **conditions(wanted)}
    if wanted.name_key:
        return await _by_name(store, query, wanted.name_key, after, limit)
    query |= {"_id": {"$gt": after.id}} if after.id else {}
    return _read(store, await store.collection.find_list(query, sort=[("_id", 1)], limit=limit))


async def named(store: CatalogStore[M], scope: Mapping[str, Any], name: str) -> bool:
    """Whether a live document of the scope is called so."""
    query = {**scope, "archived": False, "name_key": name_key(name)}
    return await store.collection.find_one(query, {"_id": 1}) is not None


async def hanging(store: CatalogStore[M], scope: Mapping[str, Any]) -> Hanging:
    """The live documents of a scope."""
    query = {**scope, "archived": False}
    first = await store.collection.find_list(query, {"name": 1}, sort=[("_id", 1)], limit=FIRST)
    few = len(first) < FIRST
    count = len(first) if few else await store.collection.count(query, MOST_COUNTED)
    return Hanging(count, [Named(document["_id"], document["name"]) for document in first])


def conditions(wanted: Wanted) -> Document:
    """The filter of what is wanted, but for the name."""
    query: Document = {"archived": wanted.archived}
    if wanted.active is not None:
        query["active"] = wanted.active
    return query | {field: str(value) for field, value in wanted.equal.items() if value is not None}


async def _by_name(store: CatalogStore[M], query: Document, prefix: str, after: Place, limit: int) -> list[M]:
    """First the rest of those called as the last one was, then the names behind: two plain ranges of one index."""
    found: list[Document] = []
    if after.id:
        same = query | {"name_key": after.name_key, "_id": {"$gt": after.id}}
        found = await store.collection.find_list(same, sort=[("_id", 1)], limit=limit)
    if len(found) < limit:
        start = {"$gt": after.name_key} if after.id else {"$gte": prefix}
        behind = query | {"name_key": {**start, "$lt": prefix + _LAST}}
        rest = limit - len(found)
        found += await store.collection.find_list(behind, sort=[("name_key", 1), ("_id", 1)], limit=rest)
    return _read(store, found)


def _read(store: CatalogStore[M], documents: Sequence[Document]) -> list[M]:
    return [store.model.model_validate(document) for document in documents]
