"""
The executor without the limits that the PSAs publish: `python -m tests.bench.unlimited psasync_executor`.

Several of them allow a few calls per second or fewer, and then their limits are what would be measured. The
connection's own budget is asked as always.
"""

from __future__ import annotations

import runpy
import sys

from psasync.psa.budgets import MongoCallBudget
from psasync.psa.port import CallLimit

_acquire = MongoCallBudget.acquire


async def acquire_own_only(self: MongoCallBudget, *_limits: CallLimit) -> None:
    await _acquire(self)


if __name__ == "__main__":
    module = sys.argv[1]
    MongoCallBudget.acquire = acquire_own_only
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
