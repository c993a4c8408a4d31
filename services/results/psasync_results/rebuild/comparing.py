"""Holds a rebuilt database against the live one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from psasync.kit.mongo import Collection, Database, Document
from psasync_results.rebuild.differences import (
    comparable,
    execution_differences,
    issue_differences,
    row_differences,
)
from psasync_results.rebuild.reading import batches, twins
from psasync_results.store import executions, issues, record_results

_SHOWN = 50
_ROWS_AT_ONCE = 5_000


@dataclass
class Comparison:
    executions: int = 0
    still_running: int = 0  # in one of the two databases: nothing can be said of them
    only_rebuilt: int = 0  # the live database keeps executions for a time, and may have let them go
    records: int = 0
    issues: int = 0
    different: int = 0
    shown: list[str] = field(default_factory=list)  # the first of the differences, in words

    def note(self, what: str, found: Sequence[str]) -> None:
        if found:
            self.different += 1
            if len(self.shown) < _SHOWN:
                self.shown.append(f"{what}: {', '.join(found[:10])}")


async def compare(live: Database, rebuilt: Database) -> Comparison:
    """Every execution that was rebuilt and has ended, with its records and log, and the issues they tell of."""
    result = Comparison()
    ended: set[str] = set()
    async for documents in batches(rebuilt.collection(executions.COLLECTION)):
        of_live = await twins(live.collection(executions.COLLECTION), documents)
        for document in documents:
            twin = of_live.get(document["_id"])
            if twin is None:
                result.only_rebuilt += 1
            elif not comparable(twin, document):
                result.still_running += 1
            else:
                ended.add(document["_id"])
                result.executions += 1
                result.note(f"execution {document['_id']}", execution_differences(twin, document))
                await _compare_rows(live, rebuilt, document["_id"], result)
    async for documents in batches(rebuilt.collection(issues.COLLECTION)):
        of_live = await twins(live.collection(issues.COLLECTION), documents)
        for document in documents:
            if document["last_execution"] in ended:
                result.issues += 1
                found = issue_differences(of_live.get(document["_id"]), document, ended)
                result.note(f"issue {document['_id']}", found)
    return result


async def _compare_rows(live: Database, rebuilt: Database, execution: str, result: Comparison) -> None:
    """By ranges of seq, so that the largest execution takes no more memory than another."""
    for name, field_ in (
        (record_results.RECORDS, "seq"),
        (record_results.BUCKETS, "bucket"),
        (record_results.LOGS, "seq"),
    ):
        start = -1
        while True:
            ours = await _rows(rebuilt.collection(name), execution, field_, {"$gt": start})
            end: dict[str, int] = {"$lte": ours[-1][field_]} if len(ours) == _ROWS_AT_ONCE else {}
            theirs = await _rows(live.collection(name), execution, field_, {"$gt": start} | end)
            result.records += len(ours) if name == record_results.RECORDS else 0
            result.note(f"{name} of {execution}", row_differences(theirs, ours))
            if not end:
                break
            start = ours[-1][field_]


async def _rows(collection: Collection, execution: str, field_: str, bounds: dict[str, int]) -> list[Document]:
    wanted: dict[str, Any] = {"execution": execution, field_: bounds}
    return await collection.find_list(wanted, sort=((field_, 1),), limit=_ROWS_AT_ONCE)
