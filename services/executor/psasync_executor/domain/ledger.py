"""What an outbox means for the ledger: derived from the events alone, so that a takeover derives the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import MISSING_OUTCOMES, Entity, Outcome


class Change(StrEnum):
    WRITTEN = "written"  # imported: hash, destination id and date are known, and nothing is missing
    MISSING = "missing"  # refused or failed: to be tried again
    GONE = "gone"  # the source no longer has it: nothing to try again
    DELETED = "deleted"  # marked as deleted in the destination


@dataclass(frozen=True, slots=True)
class LedgerChange:
    change: Change
    entity: Entity
    source_id: str
    first: bool  # the record was not in the ledger as imported
    hash: str | None = None
    dest: str | None = None
    date: datetime | None = None


_WRITTEN = {Outcome.CREATED, Outcome.UPDATED, Outcome.WARNING}


def changes_of(events: Iterable[Mapping[str, Any]]) -> list[LedgerChange]:
    """The changes that the events of a page demand, in order. Unchanged records demand none."""
    changes = []
    for event in events:
        if event["type"] == "record.result" and event["outcome"] != Outcome.UNCHANGED:
            change = _change_of(event)
            if change is not None:
                changes.append(change)
    return changes


def _change_of(event: Mapping[str, Any]) -> LedgerChange | None:
    outcome, entity, source_id = Outcome(event["outcome"]), Entity(event["entity"]), event["id"]
    if outcome in _WRITTEN:
        date = event.get("date")
        return LedgerChange(
            Change.WRITTEN,
            entity,
            source_id,
            first=outcome is Outcome.CREATED,
            hash=event["hash"],
            dest=event["dest"],
            date=datetime.fromisoformat(date) if date else None,
        )
    if outcome is Outcome.DELETED:
        return LedgerChange(Change.DELETED, entity, source_id, first=False)
    codes = {issue["code"] for issue in event["issues"]}
    if outcome in MISSING_OUTCOMES or IssueCode.PARENT_MISSING in codes:
        return LedgerChange(Change.MISSING, entity, source_id, first="dest" not in event)
    if IssueCode.SOURCE_GONE in codes:
        return LedgerChange(Change.GONE, entity, source_id, first=False)
    return None
