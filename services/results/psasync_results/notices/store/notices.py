"""The notices: one document for each cause and each address that is told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.kit.mongo import Database, Document, DuplicateKeyError
from psasync_results.notices.domain.causes import Addressee, Cause, Facts, group_id, notice_id
from psasync_results.notices.domain.deliveries import Shown
from psasync_results.notices.domain.gathering import Slot
from psasync_results.store import past
from psasync_results.store.newest import order

COLLECTION = "notices"


@dataclass(frozen=True, slots=True)
class Planned:
    """A notice that no message holds yet."""

    id: str
    group: str
    slot: Slot
    kind: str
    channel: str
    address: str


class Notices:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def exists(self, id_: str) -> bool:
        return await self._collection.find_one({"_id": id_}, {"_id": 1}) is not None

    async def get(self, id_: str) -> Document | None:
        return await self._collection.find_one({"_id": id_})

    async def add(self, cause: Cause, addressee: Addressee, slot: Slot, now: datetime) -> None:
        """Without effect if the addressee is told of the cause already."""
        id_ = notice_id(cause.kind, cause.name, addressee)
        document: Document = {
            "_id": id_,
            "kind": cause.kind.value,
            "cause": cause.name,
            "tenant": cause.tenant,
            "sync": cause.sync,
            "execution": cause.facts.execution,
            "channel": addressee.channel.value,
            "address": addressee.address,
            "group": group_id(cause, addressee),
            "at": cause.at,
            "facts": cause.facts.model_dump(mode="json", exclude_none=True),
            "created_at": now,
            "order": order(now, id_),
            "slot": slot.message,
            "due": slot.closes_at,  # none any more once a message holds it
            "deliveries": [],
        }
        try:
            await self._collection.insert_one(document)
        except DuplicateKeyError:
            return

    async def next_due(self, now: datetime) -> Planned | None:
        """The notice that has waited longest for its message to be made."""
        document = await self._collection.find_one({"due": past.up_to(now)}, sort=(("due", 1),))
        return _planned(document) if document else None

    async def of_slot(self, slot: str, limit: int) -> list[Document]:
        return await self._collection.find_list({"slot": slot}, limit=limit)

    async def held(self, slot: str, ids: Sequence[str]) -> None:
        """A message holds them now."""
        update = {"$set": {"due": None}, "$addToSet": {"deliveries": slot}}
        await self._collection.update_many({"_id": {"$in": list(ids)}, "slot": slot}, update)

    async def move(self, planned: Planned, slot: Slot) -> None:
        """To another message; without effect if somebody else has moved it."""
        same = {"_id": planned.id, "slot": planned.slot.message}
        await self._collection.update_one(same, {"$set": {"slot": slot.message, "due": slot.closes_at}})

    async def hurry(self, id_: str, now: datetime) -> None:
        """The message that a notice waits for is due now; without effect if it has been made."""
        notice = await self._collection.find_one({"_id": id_, "due": {"$gt": now}}, {"slot": 1})
        if notice is not None:
            await self._collection.update_many({"slot": notice["slot"], "due": {"$gt": now}}, {"$set": {"due": now}})

    async def delivered_again(self, id_: str, message: str, most: int) -> bool:
        """One more message holds it; False if `most` do already."""
        few = {"_id": id_, f"deliveries.{most - 1}": {"$exists": False}}
        return (await self._collection.update_one(few, {"$addToSet": {"deliveries": message}})).matched == 1


def shown(document: Mapping[str, Any]) -> Shown:
    facts = Facts.model_validate(document["facts"])
    return Shown(document["_id"], document["tenant"], document["sync"], document["at"], facts)


def _planned(document: Document) -> Planned:
    slot = Slot(document["slot"], document["due"])
    names = ("kind", "channel", "address")
    return Planned(document["_id"], document["group"], slot, **{name: document[name] for name in names})
