"""The platform's own records: the destination that every installation has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import bson
from bson.errors import BSONError

from psasync.contracts.execution_id import platform_record_id
from psasync.contracts.vocabulary import Entity, Outcome
from psasync.kit.mongo import Database, Document
from psasync_executor.domain.issues import unreadable
from psasync_executor.domain.outcome import Decision
from psasync_executor.store.fenced import fenced_update, insert_new, write_fenced
from psasync_executor.store.jobs import LeaseLost


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
            await self._write(writer, entity, [one for one in decisions if one.data is not None], now)

    async def _write(self, writer: Writer, entity: Entity, decisions: Sequence[Decision], now: datetime) -> None:
        created = [_document(writer, entity, one, now) for one in decisions if one.outcome is Outcome.CREATED]
        updated = [_document(writer, entity, one, now) for one in decisions if one.outcome is Outcome.UPDATED]
        # Created by an attempt that did not come to its outbox write: written again.
        updated += await insert_new(self._records, created)
        operations = [fenced_update(document.pop("_id"), writer.fence, {"$set": document}) for document in updated]
        if not await write_fenced(self._records, operations):
            raise LeaseLost(writer.execution)

    async def one(self, tenant: str, sync: str, entity: Entity, source_id: str) -> Document | None:
        key = platform_record_id(tenant=tenant, sync=sync, entity=entity, source_id=source_id)
        return await self._records.find_one({"_id": key, "tenant": tenant})

    async def listed(
        self, tenant: str, entity: Entity, *, sync: str | None, after: tuple[str, str] | None, limit: int
    ) -> list[Document]:
        """By sync and id, from behind `after` (sync, id) on."""
        wanted: Document = {"tenant": tenant, "entity": entity}
        if sync is not None:
            wanted["sync"] = sync
        if after is not None:
            behind_sync, behind_id = after
            same = {"sync": behind_sync, "_id": {"$gt": behind_id}}
            wanted |= same if sync is not None else {"$or": [same, {"sync": {"$gt": behind_sync}}]}
        return await self._records.find_list(wanted, sort=[("sync", 1), ("_id", 1)], limit=limit)


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
    }
    if decision.date is not None:
        document["date"] = decision.date
    return document


def _refuse_unstorable(decisions: Sequence[Decision]) -> None:
    for decision in decisions:
        try:
            bson.encode({"label": decision.label, "data": decision.data})
        except (BSONError, OverflowError) as error:
            decision.refuse(Outcome.REJECTED, unreadable(str(error)))
