"""Health of the connections' webhooks, in the relay's database. Nothing of a webhook's content passes through here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psasync.kit.ids import new_id
from psasync.kit.mongo import Database, Document, InsertOne, UpdateOne
from psasync_tickets_relay.inbound.health import Notes, Refusal, Tally
from psasync_tickets_relay.store.indexes import HEALTH, REFUSALS


@dataclass(frozen=True, slots=True)
class StoredHealth:
    """All that was counted of one connection, whichever replica counted it."""

    last_event_at: datetime | None
    last_refused_at: datetime | None
    outcomes: Mapping[str, int]
    refused: Mapping[str, int]
    deferred: Mapping[str, int]


class WebhookHealthStore:
    def __init__(self, database: Database) -> None:
        # Counts may be lost with a server; they are not worth waiting for its journal.
        self._health = database.collection(HEALTH, weak=True)
        self._refusals = database.collection(REFUSALS, weak=True)

    async def add(self, notes: Notes) -> None:
        """One bulk write per collection. Raises `MongoError`; repeated after that, counts may come out too high."""
        await self._health.bulk_write([_update(name, tally) for name, tally in notes.tallies.items()])
        await self._refusals.bulk_write([InsertOne(_refusal(refusal)) for refusal in notes.refusals])

    async def read(self, connection: str) -> StoredHealth:
        """Raises `MongoError`."""
        found = await self._health.find_one({"_id": connection}) or {}
        return StoredHealth(
            last_event_at=found.get("last_event_at"),
            last_refused_at=found.get("last_refused_at"),
            outcomes=found.get("outcomes", {}),
            refused=found.get("refused", {}),
            deferred=found.get("deferred", {}),
        )

    async def latest_refusals(self, connection: str, limit: int) -> list[Refusal]:
        """Newest first. Raises `MongoError`."""
        found = await self._refusals.find_list({"connection": connection}, sort=[("_id", -1)], limit=limit)
        names = Refusal.__dataclass_fields__
        return [Refusal(**{name: document[name] for name in names}) for document in found]


def _update(connection: str, tally: Tally) -> UpdateOne:
    counts = {"outcomes": tally.outcomes, "refused": tally.refused, "deferred": tally.deferred}
    times = {"last_event_at": tally.last_event_at, "last_refused_at": tally.last_refused_at}
    update: dict[str, Any] = {
        "$set": {"tenant": tally.tenant, "updated_at": datetime.now(UTC)},
        "$max": {name: at for name, at in times.items() if at is not None},
        "$inc": {f"{group}.{name}": count for group, counter in counts.items() for name, count in counter.items()},
    }
    return UpdateOne({"_id": connection}, {name: change for name, change in update.items() if change}, upsert=True)


def _refusal(refusal: Refusal) -> Document:
    return {"_id": new_id(), **{name: getattr(refusal, name) for name in Refusal.__dataclass_fields__}}
