"""The tenants that have open issues, one after another."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from psasync.kit.mongo import Database, Document
from psasync_results.store.issues import COLLECTION
from psasync_results.store.known_tenants import BY_TENANT, KnownTenants

COUNTED = 1_000
_READ_AT_ONCE = 3 * COUNTED
_FEWEST = 5  # tenants that are looked at in one go
OPEN_BY_TENANT = "open_by_tenant"
"""The index that walks from tenant to tenant."""

KEYS = (("state", 1), ("tenant", 1))
_TENANT = {"tenant": 1, "_id": 0}


@dataclass(frozen=True, slots=True)
class TenantCount:
    tenant: str
    count: int
    more: bool  # there are more than were counted


class IssueTenants:
    """Counted in the index, some thousand issues at once; whoever has very many is not counted to the end."""

    def __init__(self, database: Database) -> None:
        self._issues = database.collection(COLLECTION)
        self._known = KnownTenants(database)

    async def page(self, scope: Document, after: str, limit: int) -> tuple[Sequence[TenantCount], str | None]:
        """In the order of their ids from behind `after`, and where to go on if there are more."""
        counts: dict[str, int] = {}
        known = [] if scope else await self._known.after(after)
        looked_at = 0
        while len(counts) <= limit:
            # Not every server stops at the limit of a sorted query: some read all that the bounds let through.
            looked_at += max(limit + 1 - len(counts), _FEWEST)
            last = known[looked_at - 1] if looked_at <= len(known) else None
            await self._count(counts, scope, after, last, limit)
            if last is None:
                break
            after = last
        shown = list(counts.items())[:limit]
        page = [TenantCount(tenant, min(count, COUNTED), count > COUNTED) for tenant, count in shown]
        return page, page[-1].tenant if len(counts) > limit else None

    async def _count(self, counts: dict[str, int], scope: Document, after: str, last: str | None, limit: int) -> None:
        """Add those up to `last`, or to the end, until there are more than `limit` in all."""
        while len(counts) <= limit:
            wanted = open_after(scope, after, last)
            found = await self._issues.find_list(wanted, _TENANT, BY_TENANT, limit=_READ_AT_ONCE)
            counted = Counter(issue["tenant"] for issue in found)
            if len(found) == _READ_AT_ONCE and counted[latest := found[-1]["tenant"]] <= COUNTED:
                del counted[latest]  # it may have more: it is counted with the next ones
            counts |= counted
            if len(found) < _READ_AT_ONCE:
                return
            after = max(counted)


def open_after(scope: Document, after: str, last: str | None = None) -> Document:
    """`scope` names one tenant, or none."""
    own = {"$eq": scope["tenant"]} if scope else {}
    return {"state": "open", "tenant": _between(after, last) | own}


def _between(after: str, last: str | None = None) -> Document:
    """Ids behind one, up to another."""
    return {"$gt": after} | ({"$lte": last} if last is not None else {})
