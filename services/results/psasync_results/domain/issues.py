"""What an execution says about issues: which are seen, and which a record without them closes."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeGuard

from psasync.contracts.events.records import ExecutionProgress, instant_of
from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Outcome
from psasync_results.domain.record import AnyRecord, is_record

_WRITTEN = (Outcome.CREATED, Outcome.UPDATED, Outcome.WARNING)
_NONE: frozenset[str] = frozenset()

ALL_RECORDS = "*"
"""The source id under which an executor reports what concerns an entity as a whole: its held deletions."""

_ALL_BUT_HELD_DELETIONS = frozenset(code.value for code in IssueCode) - {IssueCode.DELETIONS_HELD.value}

Telling = AnyRecord | ExecutionProgress
"""The events that say something about issues."""


@dataclass(frozen=True, slots=True)
class RecordKey:
    sync: str
    entity: str
    source_id: str


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """Where in the history of its sync something was said: fences order its attempts and executions, seqs theirs."""

    fence: int
    seq: int
    execution: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A record has an issue."""

    record: RecordKey
    tenant: str
    label: str
    hash: str | None
    issue: Issue
    when: Moment


@dataclass(frozen=True, slots=True)
class StoredResult:
    """What is kept of a record's result, as far as issues care."""

    record: RecordKey
    outcome: Outcome
    codes: AbstractSet[str]
    when: Moment
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Cleared:
    """A record has no issues (any more) but those in `still`."""

    record: RecordKey
    state: Literal["resolved", "gone"]
    still: frozenset[str]
    when: Moment


def telling(event: object) -> TypeGuard[Telling]:
    return is_record(event) or _settles(event)


def issue_id(record: RecordKey, code: str) -> str:
    """Unambiguous: a length before each part that may hold any character."""
    return f"{record.sync}:{record.entity}:{code}:{len(record.source_id)}:{record.source_id}"


def seen(events: Iterable[Telling]) -> list[Seen]:
    """The issues that records have; of several with one code on a record, the first."""
    found: list[Seen] = []
    for event in events:
        if not is_record(event) or not event.issues or event.outcome is Outcome.UNCHANGED or _gone(event):
            continue
        by_code = {issue.code: issue for issue in reversed(event.issues)}
        found.extend(
            Seen(_key(event), event.tenant, event.label, event.hash, issue, _when(event)) for issue in by_code.values()
        )
    return found


def cleared(events: Iterable[Telling]) -> list[Cleared]:
    """The records of which a result proves that issues are over: written without them, or gone.

    Held deletions are over once a complete pass has held nothing back, which the entity's progress says.
    """
    found: list[Cleared] = []
    for event in events:
        if isinstance(event, ExecutionProgress):
            found += _settled(event)
        elif clear := cleared_by_result(StoredResult(_key(event), event.outcome, _codes(event), _when(event))):
            found.append(clear)
    return found


def cleared_by_result(stored: StoredResult) -> Cleared | None:
    """What a stored result proves over; None: nothing, as a dry run proves nothing."""
    codes = frozenset(stored.codes)
    state = None if stored.dry_run else _verdict(stored.outcome, codes)
    if state is None:
        return None
    return Cleared(stored.record, state, frozenset() if state == "gone" else codes, stored.when)


def may_close(event: Telling) -> bool:
    """Whether anything could be over by it: most events of a night say nothing of the kind."""
    if is_record(event):
        return _verdict(event.outcome, _codes(event)) is not None
    return _settles(event)


def by_sync(events: Iterable[Telling]) -> dict[str, list[Telling]]:
    found: dict[str, list[Telling]] = {}
    for event in events:
        found.setdefault(event.sync, []).append(event)
    return found


def by_record(clears: Sequence[Cleared]) -> dict[RecordKey, list[Cleared]]:
    found: dict[RecordKey, list[Cleared]] = {}
    for clear in clears:
        found.setdefault(clear.record, []).append(clear)
    return found


def _settles(event: object) -> TypeGuard[ExecutionProgress]:
    return isinstance(event, ExecutionProgress) and event.entity_done and event.deletions_settled


def _settled(event: ExecutionProgress) -> list[Cleared]:
    if not _settles(event) or event.entity is None:
        return []
    record = RecordKey(event.sync, event.entity.value, ALL_RECORDS)
    return [Cleared(record, "resolved", _ALL_BUT_HELD_DELETIONS, _when(event))]


def _verdict(outcome: Outcome, codes: AbstractSet[str]) -> Literal["resolved", "gone"] | None:
    """Whether a result proves that its record's issues, but those it names itself, are over."""
    if outcome is Outcome.DELETED or (codes and IssueCode.SOURCE_GONE in codes):
        return "gone"
    return "resolved" if outcome in _WRITTEN else None


def _gone(event: AnyRecord) -> bool:
    return _verdict(event.outcome, _codes(event)) == "gone"


def _codes(event: AnyRecord) -> frozenset[str]:
    return frozenset(issue.code.value for issue in event.issues) if event.issues else _NONE


def _key(event: AnyRecord) -> RecordKey:
    return RecordKey(event.sync, event.entity.value, event.id)


def _when(event: Telling) -> Moment:
    return Moment(event.fence, event.seq, event.execution, instant_of(event.at))
