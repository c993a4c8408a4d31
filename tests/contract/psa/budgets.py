from __future__ import annotations

from psasync.psa.port import BudgetExhausted, CallLimit


class CountingBudget:
    """Gives what is asked for, and remembers."""

    def __init__(self) -> None:
        self.acquired = 0
        self.throttles: list[float] = []
        self.limits: set[CallLimit] = set()  # beside the connection's own

    def at_once(self, total: int) -> int:
        return total

    async def acquire(self, *limits: CallLimit) -> None:
        self.acquired += 1
        self.limits.update(limits)

    async def throttled(self, retry_after: float, limit: CallLimit | None = None) -> None:
        self.throttles.append(retry_after)


class SmallBudget(CountingBudget):
    """Has so many calls, then none until it is filled again."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.left = calls

    async def acquire(self, *limits: CallLimit) -> None:
        if self.left <= 0:
            raise BudgetExhausted(5, "the test's budget is empty")
        self.left -= 1
        await super().acquire(*limits)
