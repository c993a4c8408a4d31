"""What the page of a tenant's issues shows, made of what results answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from psasync_client.models.results import ExecutionView, GroupView, IssueCodeView, IssueView
from psasync_console.web.showing import ENTITIES, Badge, name_of, plural, word

ALL_RECORDS = "*"
"""The source id of an issue of an entity as a whole."""

_WORST_FIRST = ("error", "warning", "info")
SEVERITIES: Mapping[str, Badge] = {
    "error": Badge("Error", "red", icon="circle-x", meaning="The record was not written."),
    "warning": Badge("Warning", "yellow", icon="alert-triangle", meaning="It is worth a look."),
    "info": Badge("Note", "azure", icon="info-circle", meaning="Good to know."),
}


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One record with one thing that is wrong with it."""

    id: str
    code: str
    title: str  # of the code
    entity: str
    record: str  # what people call it
    source_id: str
    field: str
    message: str
    first_seen: datetime
    last_seen: datetime
    times: int
    sync: str
    sync_name: str
    execution: str  # that saw it last
    history: str  # address of all that became of the record; empty for an entity as a whole
    over: str  # why it is no longer open
    over_at: datetime | None
    over_by: str  # the execution that proved it over

    @property
    def element(self) -> str:
        """A name in the page that is the same when the list is drawn anew."""
        return hashlib.sha256(self.id.encode()).hexdigest()[:16]

    @property
    def retriable(self) -> bool:
        return self.source_id != ALL_RECORDS


@dataclass(frozen=True, slots=True)
class Group:
    """The issues of one code. `lines` are its first ones if it is open, else none."""

    code: str
    severity: Badge
    title: str
    meaning: str
    action: str
    count: int
    at_least: bool
    last_seen: datetime
    open: bool
    lines: Sequence[IssueLine]

    @property
    def size(self) -> str:
        return ("more than " if self.at_least else "") + plural(self.count, "record")


@dataclass(frozen=True, slots=True)
class Retried:
    """A run that was asked for here, as it is by now."""

    execution: str
    sync_name: str
    status: str
    says: str


def lines_of(
    issues: Iterable[IssueView], syncs: Mapping[str, str], codes: Mapping[str, IssueCodeView]
) -> list[IssueLine]:
    return [_line(issue, syncs, codes) for issue in issues]


def groups_of(
    groups: Iterable[GroupView], opened: Sequence[str], lines: Mapping[str, Sequence[IssueLine]]
) -> list[Group]:
    """The worst first, then the largest."""
    return [_group(each, opened, lines.get(word(each.code), ())) for each in in_order(groups)]


def in_order(groups: Iterable[GroupView]) -> list[GroupView]:
    return sorted(groups, key=lambda each: (_rank(word(each.severity)), -each.count, word(each.code)))


def retried(execution: ExecutionView | str, syncs: Mapping[str, str]) -> Retried:
    """Of one that results has not heard of there is only the id: it waits for its turn."""
    if isinstance(execution, str):
        return Retried(execution, "its run", "queued", "")
    totals = {word(outcome): count for outcome, count in execution.totals.items()}
    through = sum(totals.get(name, 0) for name in ("created", "updated", "unchanged", "warning"))
    again = totals.get("rejected", 0) + totals.get("failed", 0)
    told = [f"{plural(through, 'record')} came through"] if through else []
    told += [f"{plural(again, 'record')} still refused"] if again else []
    name = syncs.get(execution.sync, execution.sync)
    return Retried(execution.id, name, word(execution.status), ", ".join(told))


def history_address(sync: str, entity: str, source_id: str) -> str:
    """Of the page with all that became of one record."""
    return f"/syncs/{sync}/record?{urlencode({'entity': entity, 'source_id': source_id})}"


def _line(issue: IssueView, syncs: Mapping[str, str], codes: Mapping[str, IssueCodeView]) -> IssueLine:
    code, entity = word(issue.code), word(issue.entity)
    whole = issue.source_id == ALL_RECORDS
    over, over_at = _over(issue)
    return IssueLine(
        id=issue.id,
        code=code,
        title=codes[code].title if code in codes else code,
        entity=name_of(ENTITIES, entity),
        record=f"All {name_of(ENTITIES, entity).lower()}" if whole else issue.label,
        source_id=issue.source_id,
        field=issue.field or "",
        message=issue.message,
        first_seen=issue.first_seen_at,
        last_seen=issue.last_seen_at,
        times=issue.count,
        sync=issue.sync,
        sync_name=syncs.get(issue.sync, issue.sync),
        execution=issue.last_execution,
        history="" if whole else history_address(issue.sync, entity, issue.source_id),
        over=over,
        over_at=over_at,
        over_by=issue.closed_by or "",
    )


_RESOLUTIONS = {"resolved": "The record came through", "gone": "The record is no longer there"}


def _over(issue: IssueView) -> tuple[str, datetime | None]:
    if issue.state == "dismissed" and issue.dismissal is not None:
        said = issue.dismissal
        return f"Dismissed by {said.by}" + (f": {said.reason}" if said.reason else ""), said.at
    if issue.state == "resolved":
        return _RESOLUTIONS.get(issue.resolution or "", "Over"), issue.closed_at
    return "", None


def _group(group: GroupView, opened: Sequence[str], lines: Sequence[IssueLine]) -> Group:
    code = word(group.code)
    return Group(
        code=code,
        severity=SEVERITIES.get(word(group.severity), SEVERITIES["info"]),
        title=group.title,
        meaning=group.meaning,
        action=group.action,
        count=group.count,
        at_least=group.at_least,
        last_seen=group.last_seen_at,
        open=code in opened,
        lines=lines,
    )


def _rank(severity: str) -> int:
    return _WORST_FIRST.index(severity) if severity in _WORST_FIRST else len(_WORST_FIRST)
