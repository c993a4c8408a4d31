"""From issues to the requests that try their records again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from psasync.contracts.events.requested import MAX_RECORDS
from psasync_results.domain.issues import ALL_RECORDS

Record = tuple[str, str]
"""Entity and source id."""


@dataclass(frozen=True, slots=True)
class RetryRequest:
    """Records of one sync, as many as one request may name, in an order that depends on nothing else."""

    sync: str
    records: tuple[Record, ...]

    def body(self) -> dict[str, Any]:
        return {"records": [{"entity": entity, "source_id": source_id} for entity, source_id in self.records]}

    def key(self, given: str) -> str:
        """The `Idempotency-Key` of this request within one that came with `given`.

        It follows from the records too: sent again after some came through, the rest is another request.
        """
        parts = (given, self.sync, *(part for record in self.records for part in record))
        return "issues-" + sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()


def retriable(issue: Mapping[str, Any]) -> bool:
    """Whether it belongs to a record. What concerns an entity as a whole needs a run of its own."""
    return bool(issue["source_id"] != ALL_RECORDS)


def requests(issues: Iterable[Mapping[str, Any]]) -> list[RetryRequest]:
    """Each record once, however many issues it has."""
    by_sync: dict[str, set[Record]] = {}
    for issue in filter(retriable, issues):
        by_sync.setdefault(issue["sync"], set()).add((issue["entity"], issue["source_id"]))
    return [request for sync in sorted(by_sync) for request in _of_sync(sync, by_sync[sync])]


def _of_sync(sync: str, records: set[Record]) -> Iterator[RetryRequest]:
    ordered = sorted(records)
    for start in range(0, len(ordered), MAX_RECORDS):
        yield RetryRequest(sync, tuple(ordered[start : start + MAX_RECORDS]))
