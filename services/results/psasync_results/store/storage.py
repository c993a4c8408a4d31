"""How much a tenant's results take, worked out from its executions: no record is counted.

Sizes are those of a few of its documents, without indexes and before the server compresses them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import bson

from psasync.kit.mongo import Database, Document
from psasync_results.domain.keeping import KeptKind
from psasync_results.store import daily, executions, issues, record_results
from psasync_results.store.ageing import Ageing
from psasync_results.store.known_tenants import BY_TENANT
from psasync_results.store.newest import SORT

COLLECTION = "storage"
_SAMPLE = 20
_SAMPLED_EXECUTIONS = 3
_ROWS = "rows"  # of unchanged records, many to a document


@dataclass(frozen=True, slots=True)
class Used:
    count: int
    size: int  # bytes, about


class Storage:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._ageing = Ageing(database)
        self._collection = database.collection(COLLECTION)

    async def page(
        self, scope: Mapping[str, Any], after: str | None, limit: int
    ) -> tuple[Sequence[Document], str | None]:
        """What was measured last, tenant by tenant."""
        found = await self._collection.find_list(page_filter(scope, after), sort=BY_TENANT, limit=limit + 1)
        return (found, None) if len(found) <= limit else (found[:limit], found[limit - 1]["tenant"])

    async def measure(self, tenant: str, now: datetime) -> None:
        used = {
            KeptKind.EXECUTIONS: await self._counted(executions.COLLECTION, {"tenant": tenant}),
            **await self._of_executions(tenant),
            KeptKind.ISSUES: await self._counted(issues.COLLECTION, {"tenant": tenant}),
            KeptKind.DAILY: await self._counted(daily.COLLECTION, {"tenant": tenant}),
        }
        kinds = {kind.value: {"count": each.count, "size": each.size} for kind, each in used.items()}
        fields = {"tenant": tenant, "kinds": kinds, "measured_at": now}
        await self._collection.update_one({"_id": tenant}, {"$set": fields}, upsert=True)

    async def is_measured(self, tenant: str, since: datetime) -> bool:
        """Whether its figures are younger than that."""
        return await self._collection.find_one({"_id": tenant, "measured_at": {"$gt": since}}) is not None

    async def _counted(self, name: str, wanted: Document) -> Used:
        collection = self._database.collection(name)
        count = await collection.count(wanted)
        sample = await collection.find_list(wanted, limit=_SAMPLE)
        return Used(count, round(count * _average(sample)))

    async def _of_executions(self, tenant: str) -> dict[KeptKind, Used]:
        """Records and log lines of the executions that have not lost them yet."""
        sums = {
            kind: await self._sums(tenant, await self._ageing.reached(tenant, kind.value))
            for kind in (KeptKind.RECORDS, KeptKind.LOGS)
        }
        names = await self._sampled(tenant)
        of_record = await self._size(record_results.RECORDS, names)
        of_row = await self._size(record_results.BUCKETS, names, _ROWS)
        of_line = await self._size(record_results.LOGS, names)
        records, lines = sums[KeptKind.RECORDS], sums[KeptKind.LOGS]["lines"]
        own = max(0, records["told"] - records["unchanged"])
        size = round(own * of_record + records["unchanged"] * of_row)
        return {KeptKind.RECORDS: Used(records["told"], size), KeptKind.LOGS: Used(lines, round(lines * of_line))}

    async def _sums(self, tenant: str, after: datetime | None) -> dict[str, int]:
        """Over the tenant's executions, by its index; those that have not ended are left to the next time."""
        since: Document = {"$exists": True} if after is None else {"$gt": after}
        steps: list[Document] = [
            {"$match": {"tenant": tenant, "settled_at": since}},
            {
                "$group": {
                    "_id": None,
                    "fetched": {"$sum": "$fetched"},
                    "deleted": {"$sum": "$totals.deleted"},
                    "unchanged": {"$sum": "$totals.unchanged"},
                    "lines": {"$sum": "$logged"},
                }
            },
        ]
        found = [each async for each in self._database.collection(executions.COLLECTION).aggregate(steps)]
        sums = found[0] if found else dict.fromkeys(("fetched", "deleted", "unchanged", "lines"), 0)
        told = sums["fetched"] + sums["deleted"]
        return {"told": told, "unchanged": sums["unchanged"], "lines": sums["lines"]}

    async def _sampled(self, tenant: str) -> list[str]:
        collection = self._database.collection(executions.COLLECTION)
        newest = await collection.find_list({"tenant": tenant}, {"_id": 1}, SORT, limit=_SAMPLED_EXECUTIONS)
        return [each["_id"] for each in newest]

    async def _size(self, name: str, names: Sequence[str], parts: str | None = None) -> float:
        """Bytes of a document, or of one of its parts; 0: none of these executions has any."""
        collection = self._database.collection(name)
        sample = [each for id_ in names for each in await collection.find_list({"execution": id_}, limit=_SAMPLE)]
        if parts is None:
            return _average(sample)
        count = sum(len(each[parts]) for each in sample)
        return sum(map(_size, sample)) / count if count else 0


def page_filter(scope: Mapping[str, Any], after: str | None) -> Document:
    """`scope` names one tenant, or none."""
    if after is None:
        return dict(scope) or {"tenant": {"$gt": ""}}
    return {"$and": [dict(scope), {"tenant": {"$gt": after}}]} if scope else {"tenant": {"$gt": after}}


def _average(sample: Sequence[Document]) -> float:
    return sum(map(_size, sample)) / len(sample) if sample else 0


def _size(document: Document) -> int:
    return len(bson.encode(document))
