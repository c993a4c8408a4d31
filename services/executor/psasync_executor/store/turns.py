"""The turns of the queue: `domain.priority` over all replicas."""

from psasync.kit.mongo import Database
from psasync_executor.domain.priority import next_turn

_SERVED = "*"  # no tenant id


class Turns:
    def __init__(self, database: Database) -> None:
        self._turns = database.collection("turns")

    async def peek(self, tenant: str) -> int:
        """The turn that the tenant's next job would get."""
        served = await self._turns.find_one({"_id": _SERVED})
        own = await self._turns.find_one({"_id": tenant})
        return next_turn(last_of_tenant=own["turn"] if own else 0, being_served=served["turn"] if served else 0)

    async def next_of(self, tenant: str) -> int:
        """Repeating it costs the tenant one turn, which nobody notices."""
        turn = await self.peek(tenant)
        await self._turns.update_one({"_id": tenant}, {"$max": {"turn": turn}}, upsert=True)
        return turn

    async def served(self, turn: int) -> None:
        await self._turns.update_one({"_id": _SERVED}, {"$max": {"turn": turn}}, upsert=True)
