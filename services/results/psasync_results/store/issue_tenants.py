"""The tenants that have open issues, one after another."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from psasync.kit.mongo import Database, Document
from psasync_results.store.issues import COLLECTION

COUNTED = 1_000
_READ_AT_ONCE = 3 * COUNTED
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
    """Counted in the index, some thousand issues at once; whoever has very many is not counted to the end."""

    def __init__(self, database: Database) -> None:
        self._collection = database.collection(COLLECTION)

    async def page(self, scope: Document, after: str, limit: int) -> tuple[Sequence[TenantCount], str | None]:
        """In the order of their ids from behind `after`, and where to go on if there are more."""
        counts: dict[str, int] = {}
        while len(counts) <= limit:
            wanted = open_after(scope, after)
            found = await self._collection.find_list(wanted, {"tenant": 1, "_id": 0}, ORDER, limit=_READ_AT_ONCE)
            counted = Counter(issue["tenant"] for issue in found)
            if len(found) == _READ_AT_ONCE and counted[last := found[-1]["tenant"]] <= COUNTED:
                del counted[last]  # it may have more: it is counted with the next ones
            counts |= counted
            if len(found) < _READ_AT_ONCE:
                break
            after = max(counted)
        shown = list(counts.items())[:limit]
        page = [TenantCount(tenant, min(count, COUNTED), count > COUNTED) for tenant, count in shown]
        return page, page[-1].tenant if len(counts) > limit else None


def open_after(scope: Document, after: str) -> Document:
    """`scope` names one tenant, or none."""
    behind = {"$gt": after}
    return {"state": "open", "tenant": behind | {"$eq": scope["tenant"]} if scope else behind}
