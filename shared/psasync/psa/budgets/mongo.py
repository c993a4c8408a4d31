"""Call budgets, shared by all replicas: one document per connection and per limit of a PSA."""

import asyncio
import time
from dataclasses import dataclass, field

from psasync.contracts.internal import ResolvedConnection
from psasync.kit.mongo import Collection, Database, DuplicateKeyError, Index
from psasync.psa.budgets.rolling import ASK_AGAIN, Answer, answer_of, blocked, take
from psasync.psa.budgets.shares import Share, at_once
from psasync.psa.port import BudgetExhausted, CallBudget, CallLimit

BUDGETS = "budgets"
BUDGET_INDEXES = (Index((("expires_at", 1),), expire_after_seconds=0),)

_PATIENCE = 6.0  # seconds that a call waits here; above that its caller should give up its worker


class Budgets:
    def __init__(self, database: Database, *, part: float) -> None:
        self._budgets = database.collection(BUDGETS, weak=True)
        self._part = part

    def of(self, connection: ResolvedConnection) -> CallBudget:
        return MongoCallBudget(self._budgets, connection, self._part)


@dataclass(slots=True)
class _Gate:
    """One document that a call has to pass, with the calls taken from it and not yet made."""

    name: str
    share: Share
    reason: str  # completes "Waiting for ..."
    held: int = 0
    until: float = 0.0  # monotonic: what is held belongs to a bucket
    chunk: int = 0  # what was taken last
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def empty(self) -> bool:
        return self.held == 0 or time.monotonic() >= self.until


class MongoCallBudget:
    """Takes calls in chunks, so that the database is asked a few times per window and not per call.

    Windows follow the database's clock; the waits here are real time, because the limits of a PSA are.
    """

    def __init__(self, budgets: Collection, connection: ResolvedConnection, part: float) -> None:
        self._budgets = budgets
        self._part = part
        self._concurrent = connection.concurrent_calls
        share = Share.of(connection.calls_per_minute, 60, part)
        self._own = _Gate(f"connection|{connection.id}", share, "the connection's own call budget")
        self._gates: dict[str, _Gate] = {}

    def at_once(self, total: int) -> int:
        return at_once(min(total, self._concurrent), self._part)

    async def acquire(self, *limits: CallLimit) -> None:
        for gate in (self._own, *map(self._gate, limits)):
            await self._pass(gate)

    async def throttled(self, retry_after: float, limit: CallLimit | None = None) -> None:
        gate = self._gate(limit) if limit else self._own
        await self._budgets.update_one({"_id": gate.name}, blocked(retry_after), upsert=True)
        gate.held = 0

    def _gate(self, limit: CallLimit) -> _Gate:
        if limit.key not in self._gates:
            share = Share.of(limit.calls, limit.seconds, self._part)
            self._gates[limit.key] = _Gate(f"key|{limit.key}", share, limit.name)
        return self._gates[limit.key]

    async def _pass(self, gate: _Gate) -> None:
        async with gate.lock:
            await self._fill(gate)
            gate.held -= 1

    async def _fill(self, gate: _Gate) -> None:
        deadline = time.monotonic() + _PATIENCE
        while gate.empty:
            asked = time.monotonic()
            answer = await self._take(gate)
            if answer.granted:
                gate.held, gate.until = answer.granted, asked + answer.valid
            elif time.monotonic() + answer.wait > deadline:
                raise BudgetExhausted(
                    answer.wait, "the PSA, which asked to slow down" if answer.blocked else gate.reason
                )
            else:
                await asyncio.sleep(answer.wait)

    async def _take(self, gate: _Gate) -> Answer:
        gate.chunk = gate.share.chunk_after(gate.chunk)
        pipeline = take(gate.share, gate.chunk)
        try:
            found = await self._budgets.find_one_and_update({"_id": gate.name}, pipeline, upsert=True, after=True)
        except DuplicateKeyError:
            found = None
        # Two replicas that make the document at the same time: one of them has to ask again.
        return ASK_AGAIN if found is None else answer_of(found)
