"""One source record: what became of it, run by run, and what the platform holds of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from psasync_client.models.executor import FieldChange, PlatformRecord
from psasync_client.models.results import RecordOutcomeView
from psasync_client.models.scheduler import SyncView
from psasync_console.pages.executions.records import IssueLine, issue_lines
from psasync_console.web.run_words import record_badge
from psasync_console.web.showing import ENTITIES, Badge, name_of

Fact = tuple[str, str]
_NOTHING = "\u2013"


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    execution: str
    badge: Badge
    at: datetime | None
    issues: Sequence[IssueLine]


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    sync: str
    sync_name: str
    entity: str
    source_id: str
    label: str
    lines: Sequence[OutcomeLine]
    stored: bool
    deleted_at: datetime | None
    written_at: datetime | None
    data: Sequence[Fact]
    changed_at: datetime | None
    changes: Sequence[Change]
    destination_id: str
    query: str
    cursor: str | None
    next: str | None


def record_page(
    sync: SyncView,
    entity: str,
    source_id: str,
    found: Sequence[RecordOutcomeView],
    stored: PlatformRecord | None,
    cursor: str | None,
    next_cursor: str | None,
) -> RecordPage:
    label = (stored.label if stored else "") or next((each.label for each in found if each.label), "")
    flat = dict(_flat(stored.data)) if stored else {}
    history = stored.history if stored else None
    return RecordPage(
        sync=sync.id,
        sync_name=sync.name,
        entity=name_of(ENTITIES, entity),
        source_id=source_id,
        label=label or source_id,
        lines=[_line(each) for each in found],
        stored=stored is not None,
        deleted_at=stored.deleted_at if stored and stored.deleted else None,
        written_at=stored.written_at if stored else None,
        data=list(flat.items()),
        changed_at=history.changed_at if history else None,
        changes=[_change(each, flat) for each in (history.changes if history else ())],
        destination_id=next((each.dest for each in found if each.dest), ""),
        query=urlencode({"entity": entity, "source_id": source_id}),
        cursor=cursor,
        next=next_cursor,
    )


def _change(change: FieldChange, now: Mapping[str, str]) -> Change:
    before = "(too long to be kept)" if change.omitted else _text(change.before)
    return Change(change.field, before, now.get(change.field, _NOTHING))


def _line(found: RecordOutcomeView) -> OutcomeLine:
    badge = record_badge(found.outcome, dry_run=found.dry_run)
    return OutcomeLine(found.execution, badge, found.at, issue_lines(found.issues))


def _flat(data: Mapping[str, Any], prefix: str = "") -> Iterator[Fact]:
    """Parts of a field under its name: `address.city`."""
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", _text(value)


def _text(value: Any) -> str:
    if value is None or value == "":
        return _NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_text(each) for each in value) or _NOTHING
    return str(value)
