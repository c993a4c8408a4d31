"""The cards: a document per sync, brought up to date when a default run has ended."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from psasync.kit.mongo import Database, Document, DuplicateKeyError
from psasync_results.domain.cards import Card, CardRun, CorrectSync, with_runs
from psasync_results.domain.execution import Execution

COLLECTION = "cards"
SORT = (("sync", 1),)
_ATTEMPTS = 50


class CardContentionError(Exception):
    """Somebody else wrote the same card first, again and again."""


class Cards:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def add(self, tenant: str, sync: str, runs: Sequence[CardRun]) -> None:
        """Take runs into the card of their sync. Repeating it changes nothing."""
        for _ in range(_ATTEMPTS):
            document = await self._collection.find_one({"_id": _id(tenant, sync)})
            before = _card(document) if document else Card(tenant, sync)
            after = with_runs(before, runs)
            if after == before or await self._write(after, document["rev"] if document else 0):
                return
        raise CardContentionError(f"the card of {sync} could not be written")

    async def earlier(self, state: Execution) -> Sequence[CardRun]:
        """The last default runs of an execution's sync, the newest first, while their numbers can tell it something."""
        if state.ended or state.tenant is None or state.sync is None:
            return ()
        document = await self._collection.find_one({"_id": _id(state.tenant, state.sync)})
        return _card(document).runs if document else ()

    async def page(self, tenant: str, after: str | None, limit: int) -> tuple[Sequence[Card], str | None]:
        """At most `limit` cards in the order of their syncs, and the sync to go on from if there are more."""
        found = await self._collection.find_list(cards_filter(tenant, after), sort=SORT, limit=limit + 1)
        cards = [_card(document) for document in found[:limit]]
        return cards, cards[-1].sync if len(found) > limit else None

    async def _write(self, card: Card, revision: int) -> bool:
        document = _document(card) | {"rev": revision + 1}
        if revision:
            replaced = await self._collection.replace_one({"_id": document["_id"], "rev": revision}, document)
            return replaced.matched == 1
        try:
            await self._collection.insert_one(document)
        except DuplicateKeyError:
            return False
        return True


def cards_filter(tenant: str, after: str | None) -> Document:
    """The syncs that an executor has found; a request can name any."""
    return {"tenant": tenant, "resolved": True} | ({"sync": {"$gt": after}} if after is not None else {})


def _id(tenant: str, sync: str) -> str:
    """Of both: whoever asks for a sync that is another tenant's must not write into its card."""
    return f"{len(tenant)}:{tenant}:{sync}"


def _document(card: Card) -> Document:
    return {**asdict(card), "_id": _id(card.tenant, card.sync), "latest_at": card.runs[0].ended_at}


def _card(document: Mapping[str, Any]) -> Card:
    return Card(
        tenant=document["tenant"],
        sync=document["sync"],
        runs=tuple(CardRun(**run) for run in document["runs"]),
        correct={entity: CorrectSync(**correct) for entity, correct in document["correct"].items()},
        resolved=document["resolved"],
    )
