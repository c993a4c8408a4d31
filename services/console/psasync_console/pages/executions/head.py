"""The upper part of an execution's page: how it stands, what was asked for, how far each entity is. Live."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.contracts.vocabulary import Role, Status
from psasync_client.models.results import ExecutionView
from psasync_console.session.session import Session
from psasync_console.web.names import Named
from psasync_console.web.run_words import NOT_THROUGH, RECORD_OUTCOMES, TRIGGERS, Count, issue_text, what_was_asked
from psasync_console.web.showing import ENTITIES, ERROR_KINDS, name_of, number, word

_OF_CONNECTIONS = {"authentication", "authorization", "connectivity"}
_WHOLE = 100.0
_ALMOST = 99.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a run ended in an error, in the order in which a person asks."""

    kind: str
    title: str
    message: str
    action: str
    connection: str  # where to look; empty: the trouble is not there


@dataclass(frozen=True, slots=True)
class EntityLine:
    """How far one kind of record is. `share`: per cent of what is expected; None where that is not known."""

    entity: str
    name: str
    state: str  # waits, reads, done, stopped
    treated: int
    expected: int | None
    share: float | None
    counts: Mapping[str, int]
    parts: Sequence[tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class CodeLine:
    code: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Head:
    id: str
    short_id: str
    status: str
    outcome: str | None
    ended: bool
    dry_run: bool
    what: str
    by: str
    tenant: Named
    sync: Named
    requested_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    duration_ms: int | None
    fetched: int
    totals: Sequence[Count]  # the outcomes that occur
    entities: Sequence[EntityLine]
    codes: Sequence[CodeLine]
    trouble: Trouble | None
    waits: str
    waits_until: datetime | None
    cancel: str  # who asked for the cancel, or who canceled, and why
    joined: str | None  # the execution that goes on in place of this one
    alarms: Sequence[str]
    silent_since: datetime | None
    rate: float | None
    estimated_end: datetime | None
    retry_of: str | None
    operator: bool
    may_cancel: bool
    may_run_again: bool
    may_retry: bool


def head(run: ExecutionView, tenant: str, sync: str, session: Session) -> Head:
    """`tenant`, `sync`: their names."""
    ended = _terminal(run.status)
    operator = session.may(Role.OPERATOR)
    return Head(
        id=run.id,
        short_id=run.id[:8],
        status=word(run.status),
        outcome=word(run.outcome) if run.outcome else None,
        ended=ended,
        dry_run=run.dry_run,
        what=what_was_asked(run),
        by=_by(run),
        tenant=Named(run.tenant, tenant),
        sync=Named(run.sync, sync),
        requested_at=run.requested_at,
        started_at=run.started_at,
        ended_at=run.ended_at,
        duration_ms=run.duration_ms,
        fetched=run.fetched,
        totals=_counts(run.totals),
        entities=_entities(run, ended=ended) if run.totals or not ended else [],
        codes=_codes(run.codes),
        trouble=_trouble(run),
        waits=(run.waiting.reason or "It waits.") if run.waiting else "",
        waits_until=run.waiting.until if run.waiting else None,
        cancel=_cancel(run),
        joined=run.canceled.superseded_by if run.canceled else None,
        alarms=list(_alarms(run)),
        silent_since=run.silent_since,
        rate=None if ended else run.pace.recent or run.pace.overall,
        estimated_end=run.pace.estimated_end,
        retry_of=run.retry_of,
        operator=operator,
        may_cancel=operator and not ended and run.cancel_requested is None,
        may_run_again=operator and ended,
        may_retry=operator and ended and any(run.totals.get(name, 0) for name in NOT_THROUGH),  # type: ignore[call-overload]
    )


def _terminal(status: Any) -> bool:
    return word(status) not in {Status.QUEUED.value, Status.IN_PROGRESS.value}


def _by(run: ExecutionView) -> str:
    way = TRIGGERS.get(word(run.trigger), word(run.trigger)) if run.trigger else ""
    if word(run.trigger) == "nightly":
        return way
    return ", ".join(part for part in (way, run.requested_by) if part)


def _counts(totals: Mapping[Any, int]) -> list[Count]:
    """Those that occur, in the order of the vocabulary; words of a newer service come last."""
    found = {word(name): count for name, count in totals.items() if count}
    names = [*(name for name in RECORD_OUTCOMES if name in found), *(n for n in found if n not in RECORD_OUTCOMES)]
    return [Count.of(name, found[name]) for name in names]


def _entities(run: ExecutionView, *, ended: bool) -> list[EntityLine]:
    completed = {word(each) for each in run.completed_entities}
    current = word(run.current_entity) if run.current_entity else None
    counts = {word(entity): {word(name): n for name, n in of.items()} for entity, of in run.counts.items()}
    progress = {word(entity): each for entity, each in run.progress.items()}
    expected = {word(entity): n for entity, n in run.pace.expected.items()}
    lines = []
    for entity in _order(run.settings, counts, progress):
        done = entity in completed or (entity in progress and progress[entity].done)
        state = "done" if done else "stopped" if ended else "reads" if entity == current else "waits"
        of = counts.get(entity, {})
        treated = sum(n for name, n in of.items() if name != "deleted")
        most = expected.get(entity)
        parts = [(each.label, each.count, each.tone) for each in _counts(of)]
        share = _WHOLE if done else min(_ALMOST, _WHOLE * treated / most) if most else None
        lines.append(EntityLine(entity, name_of(ENTITIES, entity), state, treated, most, share, of, parts))
    return lines


def _order(settings: Mapping[str, Any], *known: Mapping[str, Any]) -> list[str]:
    """As the run reads them; what else is counted comes after."""
    planned = [str(step.get("entity")) for step in settings.get("plan") or ()]
    return list(dict.fromkeys([*planned, *(entity for each in known for entity in each)]))


def _codes(codes: Mapping[Any, int]) -> list[CodeLine]:
    lines = [CodeLine(word(code), issue_text(code).title, count) for code, count in codes.items() if count]
    return sorted(lines, key=lambda line: (-line.count, line.title))


def _trouble(run: ExecutionView) -> Trouble | None:
    error = run.error
    if error is None:
        return None
    text = issue_text(error.code)
    action = " ".join(dict.fromkeys(part for part in (error.hint, text.action) if part))
    connection = str(run.settings.get("connection") or "") if word(error.kind) in _OF_CONNECTIONS else ""
    return Trouble(name_of(ERROR_KINDS, error.kind), text.title, error.message, action, connection)


def _cancel(run: ExecutionView) -> str:
    if run.canceled is not None and run.canceled.superseded_by is None:
        return _by_whom("Canceled", run.canceled.by, run.canceled.reason)
    if run.cancel_requested is not None and run.canceled is None:
        late = _terminal(run.status)
        asked = _by_whom("A cancel was asked for", run.cancel_requested.by, run.cancel_requested.reason)
        return f"{asked} It came too late." if late else f"{asked} It stops at the next safe place, within moments."
    return ""


def _by_whom(what: str, by: str, reason: str) -> str:
    return f"{what}{f' by {by}' if by else ''}{f': {reason}' if reason else ''}".rstrip(".") + "."


def _alarms(run: ExecutionView) -> Iterator[str]:
    if run.gap is not None:
        yield (
            f"Reports {run.gap.expected} to {run.gap.found - 1} are missing. Nothing after them is counted until they "
            "have come; whoever runs the platform has been alarmed."
        )
    if run.unreadable:
        yield f"Reports that could not be read: {_list(run.unreadable)}."
    yield from run.differences


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(number(each) for each in numbers)
