"""How far each connection's tickets are dealt with: a time and hashes, and what came of the last poll."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from psasync.kit.mongo import Database, Document, DuplicateKeyError
from psasync_tickets_relay.domain.changes import KEY_BYTES
from psasync_tickets_relay.domain.repair import Position
from psasync_tickets_relay.store.due import DueWork, due_from
from psasync_tickets_relay.store.indexes import REPAIRS


@dataclass(frozen=True, slots=True)
class Polled:
    """What is shown of a connection's repair."""

    polled_at: datetime | None  # the last time that the PSA was asked
    dealt_with_until: datetime  # by the PSA's clock
    found: int  # changes that were missed, since it began
    found_at: datetime | None
    trouble: str  # why it waits; empty if it does not


class Repairs:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(REPAIRS)
        self.due = DueWork(self._collection)

    async def begin(self, connection: str, tenant: str, now: datetime, first: timedelta) -> None:
        """Watch it from now on: what was before is nobody's loss. Changes nothing where it is watched already."""
        # Most PSAs tell times in whole seconds: what changes now may say that it was a moment ago.
        since = now.replace(microsecond=0)
        document = {**due_from(now + first), "tenant": tenant, "since": since, "known": b"", "found": 0, "failures": 0}
        with suppress(DuplicateKeyError):  # somebody else has begun it at the same time
            await self._collection.update_one({"_id": connection}, {"$setOnInsert": document}, upsert=True)

    async def end(self, connection: str) -> None:
        await self._collection.delete_one({"_id": connection})

    async def get(self, connection: str) -> Polled | None:
        found = await self._collection.find_one({"_id": connection})
        if found is None:
            return None
        return Polled(
            polled_at=found.get("polled_at"),
            dealt_with_until=found["since"],
            found=found["found"],
            found_at=found.get("found_at"),
            trouble=found.get("trouble", ""),
        )


def position_of(document: Document) -> Position:
    packed = bytes(document["known"])
    keys = (packed[start : start + KEY_BYTES] for start in range(0, len(packed), KEY_BYTES))
    return Position(document["since"], frozenset(keys))


def fields_of(position: Position) -> Document:
    return {"since": position.since, "known": b"".join(sorted(position.known))}
