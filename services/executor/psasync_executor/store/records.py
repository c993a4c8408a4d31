"""The platform's own records: the destination that every installation has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import bson
from bson.errors import BSONError

from psasync.contracts.execution_id import platform_record_id
from psasync.contracts.vocabulary import Entity, Outcome
from psasync.kit.mongo import Database, Document, UpdateOne
from psasync.kit.parts import parts
from psasync_executor.domain.history import changes_between, deletion_change
from psasync_executor.domain.issues import unreadable
from psasync_executor.domain.outcome import Decision
from psasync_executor.store.fenced import fenced_update, insert_new, write_fenced
from psasync_executor.store.jobs import LeaseLost

_COMPARED = ("data", "hash", "deleted", "changed_at")
_ASKED = 100  # ids in one question: large ones are slow on small servers
_WRITTEN = {Outcome.CREATED, Outcome.UPDATED, Outcome.WARNING}


@dataclass(frozen=True, slots=True)
class Writer:
    """On whose behalf records are written."""

    tenant: str
    sync: str
    execution: str
    fence: int


class PlatformRecords:
    """Writes can be repeated, and never replace what a later attempt wrote."""

    def __init__(self, database: Database) -> None:
        self._records = database.collection("records")

    async def write(self, writer: Writer, entity: Entity, decisions: Sequence[Decision], now: datetime) -> None:
        """Write what the decisions say; what cannot be stored becomes a refusal in them. Raises `LeaseLost`."""
        try:
            await self._write(writer, entity, decisions, now)
        except (BSONError, OverflowError):
            _refuse_unstorable(decisions)
            await self._write(writer, entity, decisions, now)

    async def mark_deleted(self, writer: Writer, ids: Sequence[str], now: datetime) -> None:
        """Records that the source no longer has stay as they were last. Raises `LeaseLost`."""
        known = await self._known(ids)
        await self._update(
            writer,
            [
                fenced_update(key, writer.fence, {"$set": _deletion(writer, now)}, upsert=False)
                for key, before in known.items()
                if not before.get("deleted")
            ],
        )

    async def _write(self, writer: Writer, entity: Entity, decisions: Sequence[Decision], now: datetime) -> None:
        written = [one for one in decisions if one.data is not None and one.outcome in _WRITTEN]
        created = [_document(writer, entity, one, now) for one in written if one.outcome is Outcome.CREATED]
        updated = [_document(writer, entity, one, now) for one in written if one.outcome is not Outcome.CREATED]
        # Created by an attempt that did not come to its outbox write, or deleted and back: written again.
        updated += await insert_new(self._records, created)
        known = await self._known([document["_id"] for document in updated])
        await self._update(writer, [_replacement(writer, document, known, now) for document in updated])

    async def _update(self, writer: Writer, operations: Sequence[UpdateOne]) -> None:
        if not await write_fenced(self._records, operations):
            raise LeaseLost(writer.execution)

    async def _known(self, ids: Sequence[str]) -> dict[str, Document]:
        known: dict[str, Document] = {}
        for asked in parts(ids, _ASKED):
            found = await self._records.find_list({"_id": {"$in": asked}}, _COMPARED, limit=len(asked))
            known |= {document["_id"]: document for document in found}
        return known

    async def one(self, tenant: str, sync: str, entity: Entity, source_id: str) -> Document | None:
        key = platform_record_id(tenant=tenant, sync=sync, entity=entity, source_id=source_id)
        return await self._records.find_one({"_id": key, "tenant": tenant})


def _document(writer: Writer, entity: Entity, decision: Decision, now: datetime) -> Document:
    document: Document = {
        "_id": decision.dest,
        "tenant": writer.tenant,
        "sync": writer.sync,
        "entity": entity,
        "source_id": decision.source_id,
        "label": decision.label,
        "data": decision.data,
        "hash": decision.hash,
        "execution": writer.execution,
        "fence": writer.fence,
        "written_at": now,
        "changed_at": now,
    }
    if decision.date is not None:
        document["date"] = decision.date
    return document


def _replacement(writer: Writer, document: Document, known: Mapping[str, Document], now: datetime) -> UpdateOne:
    """Written again without a change, a record keeps the time and the history of its last one."""
    key = document.pop("_id")
    before = known.get(key)
    update: dict[str, Any] = {"$set": document}
    if before is not None:
        changes = [deletion_change(before=True)] if before.get("deleted") else []
        if before.get("hash") != document["hash"]:
            changes += changes_between(before.get("data") or {}, document["data"])
        if changes:
            document["history"] = _history(writer, changes, now)
        else:
            document["changed_at"] = before.get("changed_at", now)
        update["$unset"] = {"deleted": "", "deleted_at": ""}
    return fenced_update(key, writer.fence, update)


def _deletion(writer: Writer, now: datetime) -> Document:
    return {
        "deleted": True,
        "deleted_at": now,
        "changed_at": now,
        "written_at": now,
        "execution": writer.execution,
        "fence": writer.fence,
        "history": _history(writer, [deletion_change(before=False)], now),
    }


def _history(writer: Writer, changes: Sequence[Mapping[str, Any]], now: datetime) -> Document:
    return {"changed_at": now.astimezone(UTC), "execution": writer.execution, "changes": list(changes)}


def _refuse_unstorable(decisions: Sequence[Decision]) -> None:
    for decision in decisions:
        if decision.data is None:
            continue
        try:
            bson.encode({"label": decision.label, "data": decision.data})
        except (BSONError, OverflowError) as error:
            decision.refuse(Outcome.REJECTED, unreadable(str(error)))
