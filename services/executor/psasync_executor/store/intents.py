"""Intents: what stands between a decision to create a record elsewhere and the certainty that it was created.

An intent is stored before the request and settled after it. Whoever finds an open one knows that the record may exist,
and looks it up before anything is created.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.kit.clock import Clock
from psasync.kit.mongo import Database, UpdateOne
from psasync.kit.mongo.server_clock import NOW_MS, ServerClock
from psasync.kit.parts import parts
from psasync_executor.store.fenced import fenced_update, write_fenced
from psasync_executor.store.jobs import LeaseLost
from psasync_executor.store.records import Writer

_ASKED = 100  # ids in one question


@dataclass(frozen=True, slots=True)
class Intent:
    execution: str
    dest: str | None  # None: open, nobody knows whether the record was created
    busy_until: int = 0  # the request may be at work until then, in milliseconds by the database's clock


class Intents:
    """One per record, of the execution that last wanted to create it. Writes can be repeated; all raise `LeaseLost`."""

    def __init__(self, database: Database, clock: Clock, *, retention: timedelta) -> None:
        self._intents = database.collection("intents")
        self._server_clock = ServerClock(database)
        self._clock = clock
        self._retention = retention

    async def of(self, sync: str, entity: Entity, source_ids: Sequence[str]) -> dict[str, Intent]:
        """Those that are stored, by source id."""
        prefix = _key(sync, entity, "")
        known: dict[str, Intent] = {}
        for part in parts(source_ids, _ASKED):
            keys = [prefix + source_id for source_id in part]
            for found in await self._intents.find_list({"_id": {"$in": keys}}, limit=len(keys)):
                intent = Intent(found["execution"], found.get("dest"), found.get("busy_until", 0))
                known[found["_id"][len(prefix) :]] = intent
        return known

    async def busy_seconds(self, intent: Intent) -> float:
        """How long the request of an open intent may still be at work."""
        if intent.dest is not None or not intent.busy_until:
            return 0.0
        return max(0.0, (intent.busy_until - await self._server_clock.now_ms()) / 1000)

    async def open(self, writer: Writer, entity: Entity, source_id: str, *, seconds: float) -> None:
        """Before a request that can take so many seconds."""
        until = {"$add": [NOW_MS, round(seconds * 1000)]}
        await self._write(writer, entity, source_id, {"dest": None, "busy_until": until})

    async def answered(self, writer: Writer, entity: Entity, source_id: str) -> None:
        """The request is over, and what it did is not known."""
        await self._write(writer, entity, source_id, {"dest": None, "busy_until": 0})

    async def settle(self, writer: Writer, entity: Entity, source_id: str, dest: str) -> None:
        """The record was created and has this id."""
        await self._write(writer, entity, source_id, {"dest": {"$literal": dest}, "busy_until": 0})

    async def drop(self, writer: Writer, entity: Entity, source_id: str) -> None:
        """The destination refused to create it."""
        await self._intents.delete_one({"_id": _key(writer.sync, entity, source_id), "fence": {"$lte": writer.fence}})

    async def _write(self, writer: Writer, entity: Entity, source_id: str, state: Mapping[str, Any]) -> None:
        if not await write_fenced(self._intents, [self._update(writer, entity, source_id, state)]):
            raise LeaseLost(writer.execution)

    def _update(self, writer: Writer, entity: Entity, source_id: str, state: Mapping[str, Any]) -> UpdateOne:
        fields = {
            "sync": {"$literal": writer.sync},
            "entity": {"$literal": entity},
            "execution": {"$literal": writer.execution},
            "fence": writer.fence,
            "expires_at": self._clock.now() + self._retention,
            **state,
        }
        return fenced_update(_key(writer.sync, entity, source_id), writer.fence, [{"$set": fields}])


def _key(sync: str, entity: Entity, source_id: str) -> str:
    return f"{sync}|{entity}|{source_id}"
