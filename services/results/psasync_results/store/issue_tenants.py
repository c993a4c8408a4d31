"""The tenants that have open issues, one after another."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from psasync.kit.mongo import Database, Document
from psasync_results.store.issues import COLLECTION

COUNTED = 1_000
OPEN_BY_TENANT = "open_by_tenant"
"""The index that walks from tenant to tenant."""

KEYS = (("state", 1), ("tenant", 1))
ORDER = (("tenant", 1),)


@dataclass(frozen=True, slots=True)
class TenantCount:
    tenant: str
    count: int
    more: bool  # there are more than were counted


class IssueTenants:
    """Two short questions per tenant, whatever the number of issues."""

    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def page(self, scope: Document, after: str, limit: int) -> tuple[Sequence[TenantCount], str | None]:
        """In the order of their ids from behind `after`, and where to go on if there are more."""
        tenants: list[str] = []
        while len(tenants) <= limit and (found := await self._next(scope, after)) is not None:
            tenants.append(after := found)
        shown = tenants[:limit]
        counts = [each for each in await asyncio.gather(*map(self._count, shown)) if each.count]
        return counts, shown[-1] if len(tenants) > limit else None

    async def _next(self, scope: Document, after: str) -> str | None:
        wanted = open_after(scope, after)
        found = await self._collection.find_list(wanted, {"tenant": 1}, ORDER, limit=1, hint=OPEN_BY_TENANT)
        return str(found[0]["tenant"]) if found else None

    async def _count(self, tenant: str) -> TenantCount:
        count = await self._collection.count({"state": "open", "tenant": tenant}, COUNTED + 1, hint=OPEN_BY_TENANT)
        return TenantCount(tenant, min(count, COUNTED), count > COUNTED)


def open_after(scope: Document, after: str) -> Document:
    """`scope` names one tenant, or none."""
    behind = {"$gt": after}
    return {"state": "open", "tenant": behind | {"$eq": scope["tenant"]} if scope else behind}
