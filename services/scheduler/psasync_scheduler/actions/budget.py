"""The scheduler's share of what may be called."""

import asyncio
from datetime import timedelta

from psasync.psa.port import BudgetExhausted, CallLimit
from psasync_scheduler.actions.context import Context
from psasync_scheduler.domain.catalog import Connection
from psasync_scheduler.store.budgets import Budgets

SHARE_PERCENT = 5
_ONE_CHECK = 20
"""Calls of a limit's window that are always ours: a check that can never be completed would help nobody. Adapters keep
their limits well below what the PSA publishes, so there is room for them."""

_MINUTE = 60.0
_LONGEST_WAIT_SECONDS = 5.0
_POLL_SECONDS = 0.5


class SharedBudget:
    """The scheduler's 5 % of a connection's calls and of its PSA's limits, over all replicas (a `CallBudget`)."""

    def __init__(self, context: Context, connection: Connection) -> None:
        self._budgets: Budgets = context.stores.budgets
        self._now = context.now
        self._connection = connection.id
        self._share = max(1, connection.calls_per_minute * SHARE_PERCENT // 100)

    def at_once(self, total: int) -> int:  # noqa: ARG002 - one, whatever the PSA allows
        return 1

    async def acquire(self, *limits: CallLimit) -> None:
        await self._take(self._connection, self._share, _MINUTE, "the scheduler's share of this connection's calls")
        for limit in limits:
            share = max(min(_ONE_CHECK, limit.calls), limit.calls * SHARE_PERCENT // 100)
            await self._take(_key(limit), share, limit.seconds, limit.name)

    async def throttled(self, retry_after: float, limit: CallLimit | None = None) -> None:
        name = _key(limit) if limit else self._connection
        await self._budgets.block(name, self._now() + timedelta(seconds=retry_after))

    async def _take(self, name: str, share: int, window: float, reason: str) -> None:
        waited = 0.0
        while not await self._budgets.take(name, share, window, self._now()):
            if waited >= _LONGEST_WAIT_SECONDS:
                raise BudgetExhausted(window, reason)
            await asyncio.sleep(_POLL_SECONDS)
            waited += _POLL_SECONDS


def _key(limit: CallLimit) -> str:
    return f"key/{limit.key}"
