"""What became of each record of an execution, with its issue, and what it can be filtered by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from psasync_client.models.results import ExecutionView, FacetsView, Issue, RecordView
from psasync_console.web.run_words import RECORD_OUTCOMES, issue_text, record_badge
from psasync_console.web.showing import ENTITIES, Badge, name_of, number, word

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """As it stands in the address."""

    outcome: str = ""
    entity: str = ""
    code: str = ""
    label: str = ""

    def __bool__(self) -> bool:
        return bool(self.outcome or self.entity or self.code or self.label)

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in self.asked().items() if value})

    def asked(self) -> dict[str, str | None]:
        """For the client."""
        return {
            "outcome": self.outcome or None,
            "entity": self.entity or None,
            "code": self.code or None,
            "label": self.label or None,
        }


@dataclass(frozen=True, slots=True)
class IssueLine:
    code: str
    title: str
    field: str
    message: str
    action: str


@dataclass(frozen=True, slots=True)
class RecordLine:
    badge: Badge
    entity: str
    label: str
    source_id: str
    issues: Sequence[IssueLine]
    at: datetime | None
    history: str  # the address of what became of it over all executions
    page: str  # where people look at it in the PSA; empty: not known


@dataclass(frozen=True, slots=True)
class RecordsPart:
    lines: Sequence[RecordLine]
    filter: RecordFilter
    outcomes: Sequence[Option]
    entities: Sequence[Option]
    codes: Sequence[Option]
    cursor: str | None
    next: str | None


def issue_lines(issues: Iterable[Issue] | None) -> list[IssueLine]:
    return [_issue_line(issue) for issue in issues or ()]


def _issue_line(issue: Issue) -> IssueLine:
    text = issue_text(issue.code)
    return IssueLine(word(issue.code), text.title, issue.field or "", issue.message, text.action)


def records_part(
    run: ExecutionView,
    records: Sequence[RecordView],
    facets: FacetsView,
    chosen: RecordFilter,
    cursor: str | None,
    next_cursor: str | None,
    pages: Mapping[str, str] | None = None,
) -> RecordsPart:
    """`pages`: of the connection, where people look at records in the PSA."""
    return RecordsPart(
        lines=[_record_line(run, record, pages or {}) for record in records],
        filter=chosen,
        outcomes=_outcome_options(facets, chosen),
        entities=_entity_options(facets, chosen),
        codes=_code_options(facets, chosen),
        cursor=cursor,
        next=next_cursor,
    )


def _record_line(run: ExecutionView, record: RecordView, pages: Mapping[str, str]) -> RecordLine:
    return RecordLine(
        badge=record_badge(record.outcome, dry_run=run.dry_run),
        entity=name_of(ENTITIES, record.entity),
        label=record.label or record.source_id,
        source_id=record.source_id,
        issues=issue_lines(record.issues),
        at=record.at,
        history=record_address(run.sync, record.entity, record.source_id),
        page=page_at_source(pages, record.entity, record.source_id),
    )


def page_at_source(pages: Mapping[Any, str], entity: Any, source_id: str) -> str:
    """Where people look at the record in the PSA; empty where that is not known."""
    address = {word(name): text for name, text in pages.items()}.get(word(entity), "")
    return address.replace("{id}", quote(source_id, safe="")) if address.startswith("https://") else ""


def record_address(sync: str, entity: Any, source_id: str) -> str:
    return f"/syncs/{sync}/record?{urlencode({'entity': word(entity), 'source_id': source_id})}"


def _outcome_options(facets: FacetsView, chosen: RecordFilter) -> list[Option]:
    """Each with how many there are under the other filters."""
    found = _tally(
        (word(each.outcome), each.count)
        for each in (facets.codes if chosen.code else facets.outcomes)
        if chosen.entity in {"", word(each.entity)} and (not chosen.code or _code(each) == chosen.code)
    )
    return [(name, f"{record_badge(name).label} ({number(found[name])})") for name in _in_order(found, RECORD_OUTCOMES)]


def _entity_options(facets: FacetsView, chosen: RecordFilter) -> list[Option]:
    found = _tally(
        (word(each.entity), each.count)
        for each in (facets.codes if chosen.code else facets.outcomes)
        if chosen.outcome in {"", word(each.outcome)} and (not chosen.code or _code(each) == chosen.code)
    )
    return [(name, f"{name_of(ENTITIES, name)} ({number(found[name])})") for name in _in_order(found, ENTITIES)]


def _code_options(facets: FacetsView, chosen: RecordFilter) -> list[Option]:
    found = _tally(
        (word(each.code), each.count)
        for each in facets.codes
        if chosen.entity in {"", word(each.entity)} and chosen.outcome in {"", word(each.outcome)}
    )
    names = sorted(found, key=lambda name: (-found[name], name))
    return [(name, f"{issue_text(name).title} ({number(found[name])})") for name in names]


def _code(facet: Any) -> str:
    return word(facet.code)


def _tally(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, count in pairs:
        found[name] = found.get(name, 0) + count
    return found


def _in_order(found: Mapping[str, int], order: Iterable[str]) -> list[str]:
    known = [name for name in order if name in found]
    return [*known, *(name for name in found if name not in known)]
