"""Decisions on claimed syncs: one document for all syncs of a claim, from the decision until it is carried out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from psasync.kit.mongo import Database, Document, DuplicateKeyError
from psasync_scheduler.domain.catalog import Plan
from psasync_scheduler.domain.firing import Emission, Move

# Longer than a process that has claimed may stand still before it decides.
_KEPT = timedelta(days=35)


class Firings:
    def __init__(self, database: Database) -> None:
        self._collection = database.collection("firings")

    async def decide(self, claim: str, moves: Sequence[Move], at: datetime) -> bool:
        """From here on it is carried out, by whoever finds it. False: the claim has been given up meanwhile."""
        return await self._write(claim, [_stored(move) for move in moves], at)

    async def give_up(self, claim: str, at: datetime) -> bool:
        """Whoever holds the claim can no longer decide. False: it has been decided, or given up before."""
        return await self._write(claim, [], at)

    async def decided(self, claim: str) -> Sequence[Move] | None:
        """None: not yet, or carried out already. Empty: it was given up."""
        found = await self._collection.find_one({"_id": claim})
        return None if found is None else [_move(each) for each in found["moves"]]

    async def done(self, claim: str) -> None:
        await self._collection.delete_one({"_id": claim})

    async def _write(self, claim: str, moves: list[Document], at: datetime) -> bool:
        try:
            await self._collection.insert_one({"_id": claim, "moves": moves, "at": at, "expire_at": at + _KEPT})
        except DuplicateKeyError:
            return False
        return True


def _stored(move: Move) -> Document:
    emission = move.emission
    return {
        "sync": move.sync,
        "plan": move.plan.model_dump(),
        "fires_at": move.fires_at,
        "next_fire": move.next_fire,
        "emission": emission and {"occurrences": list(emission.occurrences), "request": emission.request},
    }


def _move(stored: Document) -> Move:
    emission = stored["emission"]
    return Move(
        stored["sync"],
        Plan.model_validate(stored["plan"]),
        stored["fires_at"],
        stored["next_fire"],
        emission and Emission(tuple(emission["occurrences"]), emission["request"]),
    )
