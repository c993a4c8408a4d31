"""Reading a simulated account through its system's adapter, in this process, with nothing behind it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import aclosing

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import Cursor, ReadScope, SourceAdapter
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.harness import Harness

PAGE = 1000  # as the executor asks


async def rate(account: Harness, entities: Sequence[Entity]) -> float:
    """Records per second, from the first call of a new adapter, its login included."""
    started = time.perf_counter()
    records = await read(account, entities, CountingBudget())
    return records / (time.perf_counter() - started)


async def read(account: Harness, entities: Sequence[Entity], budget: CountingBudget) -> int:
    """How many records there are."""
    async with aclosing(account.open(budget)) as adapter:
        return sum([await _records(adapter, entity) for entity in entities])


async def _records(adapter: SourceAdapter, entity: Entity) -> int:
    found, cursor = 0, None
    while True:
        page = await adapter.read_page(ReadScope(entity), cursor, limit=PAGE)
        found += len(page.records)
        cursor: Cursor | None = page.next
        if cursor is None:
            return found
