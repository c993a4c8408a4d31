"""The messages: made once with the notices they hold, claimed for a while, tried, marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.kit.ids import new_id
from psasync.kit.mongo import Database, Document, DuplicateKeyError
from psasync_results.notices.domain.causes import Channel, Facts, NoticeKind
from psasync_results.notices.domain.deliveries import Attempt, AttemptOutcome, DeliveryState, Message, Shown
from psasync_results.store import past

COLLECTION = "notice_messages"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message and the right to try it once. Who has lost the right marks nothing any more."""

    message: Message
    token: str


class Messages:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def add(self, message: Message, notices: Sequence[str], due: datetime, by: str | None = None) -> bool:
        """False: it has been made already, perhaps with other notices."""
        document: Document = {
            "_id": message.id,
            "kind": message.kind.value,
            "channel": message.channel.value,
            "address": message.address,
            "notices": list(notices),
            "total": message.total,
            "shown": [_shown_document(each) for each in message.shown],
            "created_at": message.created_at,
            "requested_by": by,
            "state": DeliveryState.WAITING.value,
            "due": due,
            "tries": 0,
            "attempts": [],
            "ended_at": None,
        }
        try:
            await self._collection.insert_one(document)
        except DuplicateKeyError:
            return False
        return True

    async def notices_of(self, id_: str) -> list[str] | None:
        """The notices that a message was made with; None: it has not been made."""
        document = await self._collection.find_one({"_id": id_}, {"notices": 1})
        return document["notices"] if document else None

    async def claim(self, channel: Channel, now: datetime, until: datetime) -> Claimed | None:
        """The message that has waited longest, its try entered as one of unknown outcome. Found again after `until`."""
        token = new_id()
        attempt = {"at": now, "outcome": AttemptOutcome.UNKNOWN.value, "status": None, "detail": ""}
        document = await self._collection.find_one_and_update(
            {"channel": channel.value, "due": past.up_to(now)},
            {"$set": {"due": until, "claim": token}, "$inc": {"tries": 1}, "$push": {"attempts": attempt}},
            sort=(("due", 1),),
        )
        return Claimed(_message(document), token) if document else None

    async def settle(
        self, claimed: Claimed, attempt: Attempt, state: DeliveryState, due: datetime | None, now: datetime
    ) -> bool:
        """Enter what came of the try. False: somebody else has claimed the message meanwhile."""
        entry = f"attempts.{claimed.message.tries - 1}"
        update: Document = {
            f"{entry}.outcome": attempt.outcome.value,
            f"{entry}.status": attempt.status,
            f"{entry}.detail": attempt.detail,
            "state": state.value,
            "due": due,
            "ended_at": None if due else now,
        }
        return await self._mark(claimed, {"$set": update})

    async def hold(self, claimed: Claimed, why: str, now: datetime) -> bool:
        """It was not tried after all, and will not be."""
        held = {"state": DeliveryState.HELD.value, "held": why, "due": None, "ended_at": now}
        return await self._mark(claimed, {"$set": held, "$inc": {"tries": -1}, "$pop": {"attempts": 1}})

    async def many(self, ids: Sequence[str]) -> dict[str, Document]:
        if not ids:
            return {}
        hidden = {"notices": 0, "shown": 0}
        found = await self._collection.find_list({"_id": {"$in": list(ids)}}, hidden, limit=len(ids))
        return {document["_id"]: document for document in found}

    async def waiting(self, channel: Channel, most: int) -> int:
        """How many are to be sent, counted to `most`."""
        return await self._collection.count({"channel": channel.value, "due": {"$type": "date"}}, limit=most)

    async def _mark(self, claimed: Claimed, update: Document) -> bool:
        same = {"_id": claimed.message.id, "claim": claimed.token}
        return (await self._collection.update_one(same, update)).matched == 1


def _shown_document(shown: Shown) -> Document:
    facts = shown.facts.model_dump(mode="json", exclude_none=True)
    return {"notice": shown.notice, "tenant": shown.tenant, "sync": shown.sync, "at": shown.at, "facts": facts}


def _message(document: Mapping[str, Any]) -> Message:
    shown = (each | {"facts": Facts.model_validate(each["facts"])} for each in document["shown"])
    return Message(
        id=document["_id"],
        kind=NoticeKind(document["kind"]),
        channel=Channel(document["channel"]),
        address=document["address"],
        total=document["total"],
        shown=tuple(Shown(**each) for each in shown),
        created_at=document["created_at"],
        tries=document["tries"],
        redelivery=document["requested_by"] is not None,
    )
