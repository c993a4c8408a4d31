"""Index definitions, applied at start."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import IndexModel
from pymongo.errors import OperationFailure, PyMongoError

from psasync.kit.backoff import Backoff
from psasync.kit.clock import Clock
from psasync.kit.logging import get_logger
from psasync.kit.mongo.collection import Collection, Document
from psasync.kit.mongo.database import Database

log = get_logger(__name__)


@dataclass(frozen=True)
class Index:
    keys: tuple[tuple[str, int], ...]
    unique: bool = False
    partial: dict[str, Any] | None = None  # the filter of a partial index
    expire_after_seconds: int | None = None
    name: str | None = None

    @property
    def full_name(self) -> str:
        return self.name or "_".join(f"{field}_{direction}" for field, direction in self.keys)

    def options(self) -> Document:
        """What distinguishes the index, in the words of the server."""
        options: Document = {}
        if self.unique:
            options["unique"] = True
        if self.partial is not None:
            options["partialFilterExpression"] = self.partial
        if self.expire_after_seconds is not None:
            options["expireAfterSeconds"] = self.expire_after_seconds
        return options


async def apply_indexes(database: Database, definitions: Mapping[str, Sequence[Index]]) -> None:
    """Create what is missing and bring what has changed into its defined form, each with a log line.

    An index that no definition names is left alone. Safe to run by several replicas at once.
    """
    for collection_name, indexes in definitions.items():
        collection = database.collection(collection_name)
        existing = await collection.indexes()
        found = [(index, _there(existing, index)) for index in indexes]
        await _create(collection, [index for index, name in found if name is None])
        for index, name in found:
            if name is not None:
                await _mend(collection, index, name, existing[name])


class IndexLoop:
    """Applies indexes as soon as the server is there, and can say in the meantime what is missing."""

    def __init__(self, database: Database, definitions: Mapping[str, Sequence[Index]], clock: Clock) -> None:
        self._database = database
        self._definitions = definitions
        self._clock = clock
        self.state = "not applied yet"

    async def run(self) -> None:
        """Retries with backoff until the indexes stand, then returns."""
        backoff = Backoff(0.5, 15)
        while True:
            try:
                await apply_indexes(self._database, self._definitions)
            except PyMongoError as error:
                self.state = f"not applied: {error!s:.200}"
                log.warning("indexes not applied", database=self._database.name, error=str(error)[:300])
                await self._clock.sleep(backoff.next())
            else:
                self.state = "ok"
                return


async def _mend(collection: Collection, index: Index, name: str, there: Document) -> None:
    """What is there by that name becomes what is defined."""
    change = _difference(there, index) | ({"name"} if name != index.full_name else set())
    if not change:
        return
    if change == {"expireAfterSeconds"} and await _changed_expiry(collection, index):
        return
    log.warning("index re-created", collection=collection.name, index=index.full_name, changed=sorted(change))
    await _ignoring_gone(collection.drop_index(name))
    await _create(collection, [index])


def _there(existing: Mapping[str, Document], index: Index) -> str | None:
    """Under which name it is there, in whatever form."""
    return index.full_name if index.full_name in existing else _same_keys(existing, index)


def _same_keys(existing: Mapping[str, Document], index: Index) -> str | None:
    """An index under another name with the same keys and filter: the server would refuse a second one."""
    for name, definition in existing.items():
        if _keys(definition) == index.keys and _partial(definition) == index.partial:
            return name
    return None


def _difference(there: Document, index: Index) -> set[str]:
    """The names of the parts in which an existing index departs from its definition."""
    changed = {"keys"} if _keys(there) != index.keys else set()
    if bool(there.get("unique")) != index.unique:
        changed.add("unique")
    if there.get("expireAfterSeconds") != index.expire_after_seconds:
        changed.add("expireAfterSeconds")
    if _partial(there) != index.partial:
        changed.add("partialFilterExpression")
    return changed


def _keys(definition: Document) -> tuple[tuple[str, int], ...]:
    return tuple((field, int(direction)) for field, direction in definition["key"])


def _partial(definition: Document) -> Document | None:
    partial: Document | None = _plain(definition.get("partialFilterExpression"))
    return partial


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


async def _create(collection: Collection, indexes: Sequence[Index]) -> None:
    """In one call, whatever their number."""
    if not indexes:
        return
    await collection.create_indexes(
        [IndexModel(list(each.keys), name=each.full_name, **each.options()) for each in indexes]
    )
    log.info("indexes created", collection=collection.name, indexes=[each.full_name for each in indexes])


async def _changed_expiry(collection: Collection, index: Index) -> bool:
    if index.expire_after_seconds is None:
        return False
    try:
        await collection.change_expiry(index.full_name, index.expire_after_seconds)
    except OperationFailure as error:
        log.info("expiry not changed in place", collection=collection.name, index=index.full_name, error=str(error))
        return False
    log.info("index expiry changed", collection=collection.name, index=index.full_name)
    return True


async def _ignoring_gone(dropping: Awaitable[None]) -> None:
    try:
        await dropping
    except OperationFailure as error:
        if error.code != 27:  # IndexNotFound: another replica was faster
            raise
