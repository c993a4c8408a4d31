"""The execution documents: read, and written by compare-and-set only."""

from collections import OrderedDict
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from psasync.contracts.execution_id import status_event_id
from psasync.contracts.vocabulary import Status
from psasync.kit.mongo import Database, Document, DuplicateKeyError
from psasync_results.domain.announcing import Announcement
from psasync_results.domain.execution import Execution
from psasync_results.store.documents import changes, from_document, to_document

COLLECTION = "executions"
UNTOLD = "untold"
"""Field of an execution that has ended: from when on somebody may look at whom to tell, until everybody is told."""

CHANGED = "changed"
"""The field that says when a document was last written, by the database's own clock."""

_NOW = {CHANGED: True}
CACHED = 512
UNTALLIED = "untallied_at"
"""Since when an ended execution is not yet in its cards and days; without it, it is."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A state as it was read. `revision` 0: there is no document yet."""

    state: Execution
    revision: int
    cached: bool = False  # it may be older than the document


class Executions:
    """Every write carries the revision and the watermark that it was worked out from; a document that has moved on
    since refuses it. States that were read or written last are kept, so that a fold seldom has to read.
    """

    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)
        self._cache: OrderedDict[str, Stored] = OrderedDict()

    async def load(self, ids: Collection[str]) -> dict[str, Stored]:
        """The states of all `ids`, from memory where it has them."""
        found = {id_: self._cache[id_] for id_ in ids if id_ in self._cache}
        missing = [id_ for id_ in ids if id_ not in found]
        return found | await self.read(missing)

    async def read(self, ids: Sequence[str]) -> dict[str, Stored]:
        """The states as the database has them at this moment."""
        found = {id_: Stored(Execution(id_), 0) for id_ in ids}
        if ids:
            of_ids: Document = {"_id": ids[0]} if len(ids) == 1 else {"_id": {"$in": list(ids)}}
            for document in await self._collection.find_list(of_ids, {"pending": 0}, limit=len(ids)):
                found[document["_id"]] = Stored(from_document(document), document["rev"])
                self._keep(found[document["_id"]])
        return found

    async def get(self, id_: str) -> Stored | None:
        """The execution as people may see it; None also while only a cancel of it is known."""
        document = await self._collection.find_one({"_id": id_, "status": {"$ne": None}}, {"pending": 0})
        return Stored(from_document(document), document["rev"]) if document else None

    async def save(
        self, before: Stored, state: Execution, announcements: Sequence[Announcement], now: datetime
    ) -> Stored | None:
        """Write `state` and the status events that it owes. None: the document was no longer as in `before`."""
        pending = [_pending(announcement, now) for announcement in announcements]
        # What follows from an end, cards, statistics and notices, is owed from the same write on.
        owed: Document = {UNTALLIED: now, UNTOLD: now} if state.ended and not before.state.ended else {}
        if before.revision == 0:
            written = await self._insert(state, pending, owed)
        else:
            written = await self._update(before, state, pending, owed)
        if not written:
            self._cache.pop(state.id, None)
            return None
        after = Stored(state, before.revision + 1)
        self._keep(after)
        return after

    async def overdue(self, before: datetime) -> AsyncIterator[Stored]:
        """The executions without an end whose deadline was before that moment."""
        for status in (Status.QUEUED, Status.IN_PROGRESS):
            late = {"status": status.value, "deadline": {"$lt": before}}
            async for document in self._collection.find(late, {"pending": 0}, batch_size=100):
                yield Stored(from_document(document), document["rev"])

    async def _insert(self, state: Execution, pending: list[Document], owed: Document) -> bool:
        fields = {name: value for name, value in to_document(state).items() if name != "_id"}
        new = {"$set": {**fields, **owed, "rev": 1, "pending": pending}, "$currentDate": _NOW}
        try:
            # No document has this revision, so one that is there refuses. An insert could not ask for the time.
            await self._collection.update_one({"_id": state.id, "rev": 0}, new, upsert=True)
        except DuplicateKeyError:
            return False
        return True

    async def _update(self, before: Stored, state: Execution, pending: list[Document], owed: Document) -> bool:
        changed = changes(to_document(before.state), to_document(state))
        update: Document = {"$set": changed | owed | {"rev": before.revision + 1}, "$currentDate": _NOW}
        if pending:
            update["$push"] = {"pending": {"$each": pending}}
        same = {"_id": state.id, "rev": before.revision, "last_seq": before.state.last_seq}
        return (await self._collection.update_one(same, update)).matched == 1

    def _keep(self, stored: Stored) -> None:
        self._cache[stored.state.id] = Stored(stored.state, stored.revision, cached=True)
        self._cache.move_to_end(stored.state.id)
        if len(self._cache) > CACHED:
            self._cache.popitem(last=False)


def _pending(announcement: Announcement, now: datetime) -> Document:
    event = announcement.event
    return {
        "id": status_event_id(event.execution, event.status.value),
        "at": now,
        "body": event.model_dump_json(exclude_none=True),
        "traceparent": announcement.traceparent,
    }
