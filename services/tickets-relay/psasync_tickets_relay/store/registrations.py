"""What is known of each connection's registration, and what somebody wants of it."""

from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from typing import Any

from psasync.kit.mongo import Database, Document, DuplicateKeyError
from psasync_tickets_relay.domain.standing import HookState, Standing
from psasync_tickets_relay.store.due import NEVER, DueWork, due_from
from psasync_tickets_relay.store.indexes import REGISTRATIONS

_FIELDS = tuple(field.name for field in fields(Standing) if field.name != "connection")


class Registrations:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(REGISTRATIONS)
        self.due = DueWork(self._collection)

    async def get(self, connection: str) -> Standing | None:
        """None: nobody has asked for it here."""
        found = await self._collection.find_one({"_id": connection})
        return None if found is None else standing_of(found)

    async def want(
        self, connection: str, tenant: str, *, wanted: bool, by: str, now: datetime, due_at: datetime
    ) -> Standing:
        """From now on it shall be so; at `due_at` it is looked at, unless somebody does at once."""
        await self._make(connection, tenant)
        document = await self._collection.find_one_and_update(
            {"_id": connection},
            {
                "$set": {"wanted": wanted, "by": by, "asked_at": now, "due_at": due_at},
                "$inc": {"revision": 1},
            },
        )
        assert document is not None  # noqa: S101 - none is ever deleted
        return standing_of(document)

    async def _make(self, connection: str, tenant: str) -> None:
        """Apart from the change: of upserts at the same moment, not every server gives each its document."""
        document = {**due_from(NEVER), "tenant": tenant, "wanted": False, "state": HookState.UNKNOWN.value}
        with suppress(DuplicateKeyError):
            await self._collection.insert_one({"_id": connection, **document, "revision": 0, "failures": 0})

    async def note(self, standing: Standing, due_at: datetime) -> bool:
        """What a look has found. False: something else is wanted by now, and nothing is written."""
        result = await self._collection.update_one(
            {"_id": standing.connection, "revision": standing.revision}, {"$set": {**found(standing), "due_at": due_at}}
        )
        return result.applied

    async def told(self, standing: Standing) -> None:
        """People have been told of its renewal."""
        await self._collection.update_one(
            {"_id": standing.connection, "renewed_at": standing.renewed_at}, {"$set": {"untold": False}}
        )


def standing_of(document: Document) -> Standing:
    given: dict[str, Any] = {name: document[name] for name in _FIELDS if document.get(name) is not None}
    return Standing(connection=document["_id"], **given | {"state": HookState(document["state"])})


def found(standing: Standing) -> Document:
    """The fields that a look changes."""
    return {
        "state": standing.state.value,
        "since": standing.since,
        "detail": standing.detail,
        "trouble": standing.trouble,
        "failures": standing.failures,
        "checked_at": standing.checked_at,
        "renewed_at": standing.renewed_at,
        "untold": standing.untold,
    }
