"""The call budget of a connection, shared by all replicas through one document."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psasync.kit.mongo import Collection, Database
from psasync.psa.port import BudgetExhausted, CallBudget
from psasync_executor.store.server_clock import NOW_MS

_SHORTEST_WINDOW = 5.0  # seconds; a minute then sees at most 13 of 12 windows
_CHUNKS_PER_WINDOW = 4
_PATIENCE = 6.0  # seconds that a call waits here; above that its execution should give up its worker
_KEPT_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Share:
    """The executor's part of a connection's budget."""

    per_window: int  # calls
    window: float  # seconds

    @classmethod
    def of(cls, calls_per_minute: int, part: float) -> "Share":
        """Small budgets get longer windows, so that each holds at least one call."""
        per_second = calls_per_minute * part / 60
        window = max(_SHORTEST_WINDOW, 1 / per_second)
        return cls(max(1, int(per_second * window)), window)

    @property
    def chunk(self) -> int:
        return max(1, self.per_window // _CHUNKS_PER_WINDOW)


class Budgets:
    def __init__(self, database: Database, *, part: float) -> None:
        self._budgets = database.collection("budgets", weak=True)
        self._part = part

    def of(self, connection: str, calls_per_minute: int) -> CallBudget:
        return MongoCallBudget(self._budgets, connection, Share.of(calls_per_minute, self._part))


@dataclass(slots=True)
class _Held:
    """Calls taken from the database and not yet made."""

    calls: int = 0
    until: float = 0.0  # monotonic: they belong to a window


class MongoCallBudget:
    """Takes calls in chunks, so that the database is asked a few times per window and not per call.

    Windows follow the database's clock; the waits here are real time, because the limits of a PSA are.
    """

    def __init__(self, budgets: Collection, connection: str, share: Share) -> None:
        self._budgets = budgets
        self._connection = connection
        self._share = share
        self._held: dict[str, _Held] = {}

    async def acquire(self, key: str = "") -> None:
        held = self._held.setdefault(key, _Held())
        deadline = time.monotonic() + _PATIENCE
        while held.calls == 0 or time.monotonic() >= held.until:
            wait, reason = await self._take(key, held)
            if wait > 0 and time.monotonic() + wait > deadline:
                raise BudgetExhausted(wait, reason)
            await asyncio.sleep(wait)
        held.calls -= 1

    async def throttled(self, retry_after: float, key: str = "") -> None:
        until = {"$add": [NOW_MS, round(retry_after * 1000)]}
        await self._budgets.update_one(
            {"_id": self._name(key)},
            [{"$set": {"until": {"$max": [{"$ifNull": ["$until", 0]}, until]}, **_expiry()}}],
            upsert=True,
        )
        self._held.pop(key, None)

    async def _take(self, key: str, held: _Held) -> tuple[float, str]:
        """Take a chunk; else how many seconds to wait, and why."""
        asked = time.monotonic()
        answer = await self._budgets.find_one_and_update(
            {"_id": self._name(key)}, _pipeline(self._share), upsert=True, after=True
        )
        if answer is None:
            raise RuntimeError("the database gave no budget back")
        if answer["blocked_ms"] > 0:
            return answer["blocked_ms"] / 1000, "The PSA asked to slow down."
        left = answer["left_ms"] / 1000
        if answer["granted"] < 1:
            return max(left, 0.01), "The call budget of the connection is used up."
        held.calls, held.until = int(answer["granted"]), asked + left
        return 0.0, ""

    def _name(self, key: str) -> str:
        return f"key|{key}" if key else f"connection|{self._connection}"


def _pipeline(share: Share) -> Sequence[Mapping[str, Any]]:
    """Take up to a chunk of what this window has left, all in one step of the server."""
    length = round(share.window * 1000)
    window = {"$floor": {"$divide": [NOW_MS, length]}}
    blocked = {"$subtract": [{"$ifNull": ["$until", 0]}, NOW_MS]}
    left_of_budget = {"$subtract": [share.per_window, "$taken"]}
    return [
        {"$set": {"taken": {"$cond": [{"$eq": ["$window", window]}, {"$ifNull": ["$taken", 0]}, 0]}}},
        {
            "$set": {
                "window": window,
                "left_ms": {"$subtract": [length, {"$mod": [NOW_MS, length]}]},
                "blocked_ms": {"$max": [0, blocked]},
            }
        },
        {
            "$set": {
                "granted": {
                    "$cond": [
                        {"$gt": ["$blocked_ms", 0]},
                        0,
                        {"$max": [0, {"$min": [share.chunk, left_of_budget]}]},
                    ]
                }
            }
        },
        {"$set": {"taken": {"$add": ["$taken", "$granted"]}, **_expiry()}},
    ]


def _expiry() -> dict[str, Any]:
    return {"expires_at": {"$toDate": {"$add": [NOW_MS, _KEPT_SECONDS * 1000]}}}
