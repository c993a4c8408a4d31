"""What becomes of each record of a page: decided from the ledger and the page, never from the destination's answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.contracts.issues import Issue
from psasync.contracts.vocabulary import Entity, Outcome
from psasync_executor.domain.hashing import Unhashable, content_hash
from psasync_executor.domain.issues import gone, unreadable
from psasync_executor.domain.validation import validate


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What is known of a record from earlier executions."""

    hash: str | None  # of what was last written; None if nothing ever was
    dest: str | None  # its id in the destination; None if it never got there
    missing: bool  # refused or failed when it was last tried
    deleted: bool = False  # the source did not have it any more


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record as it was read."""

    source_id: str
    label: str
    data: Mapping[str, Any]
    date: datetime | None


@dataclass(slots=True)
class Decision:
    """A record's fate. The destination may still turn a write into a refusal, which is all that changes in it."""

    source_id: str
    label: str
    outcome: Outcome
    hash: str | None = None
    dest: str | None = None
    date: datetime | None = None
    issues: tuple[Issue, ...] = ()
    data: dict[str, Any] | None = None  # what to write; None if nothing is

    def refuse(self, outcome: Outcome, *issues: Issue) -> None:
        self.outcome, self.issues, self.data = outcome, issues, None


def outcome_of(known: LedgerEntry | None, content: str, *, force: bool) -> Outcome:
    """The outcome of a record that the destination can take."""
    if known is None or known.dest is None:
        return Outcome.CREATED
    if force or known.missing or known.deleted or known.hash != content:
        return Outcome.UPDATED
    return Outcome.UNCHANGED


def decide(
    entity: Entity,
    candidates: Sequence[Candidate],
    ledger: Mapping[str, LedgerEntry],
    *,
    force: bool,
    dest_of: Callable[[str], str | None],
) -> list[Decision]:
    """One decision per candidate, in order. Only what has to be written is checked against the rules.

    `dest_of`: the destination's id of a record, where that is known before it is written.
    """
    decisions = [_first_look(candidate, ledger.get(candidate.source_id), force=force) for candidate in candidates]
    open_ones = [
        (candidate, decision)
        for candidate, decision in zip(candidates, decisions, strict=True)
        if decision.outcome in {Outcome.CREATED, Outcome.UPDATED}
    ]
    verdicts = validate(entity, [candidate.data for candidate, _ in open_ones]) if open_ones else []
    for (candidate, decision), verdict in zip(open_ones, verdicts, strict=True):
        if isinstance(verdict, tuple):
            decision.refuse(Outcome.REJECTED, *verdict)
        else:
            decision.data = verdict
            decision.dest = decision.dest or dest_of(candidate.source_id)
    return decisions


def _first_look(candidate: Candidate, known: LedgerEntry | None, *, force: bool) -> Decision:
    decision = Decision(candidate.source_id, candidate.label, Outcome.REJECTED, date=candidate.date)
    decision.dest = known.dest if known else None
    try:
        decision.hash = content_hash(candidate.data)
    except Unhashable as error:
        decision.issues = (unreadable(str(error)),)
        decision.label = _readable(candidate.label)
        return decision
    decision.outcome = outcome_of(known, decision.hash, force=force)
    return decision


def unreadable_record(source_id: str, label: str, issue: Issue, known: LedgerEntry | None) -> Decision:
    dest = known.dest if known else None
    return Decision(source_id, _readable(label), Outcome.REJECTED, dest=dest, issues=(issue,))


def gone_record(source_id: str, known: LedgerEntry | None) -> Decision:
    """Asked for by its id, and the source no longer has it: not tried, and not missing any more."""
    dest = known.dest if known else None
    return Decision(source_id, "", Outcome.SKIPPED, dest=dest, issues=(gone(),))


def deleted_record(source_id: str, known: LedgerEntry | None) -> Decision:
    """A complete pass did not meet it: marked in the destination, kept in the ledger."""
    return Decision(source_id, "", Outcome.DELETED, dest=known.dest if known else None)


def _readable(label: str) -> str:
    """Without half characters, which no event can carry."""
    return label.encode("utf-8", "replace").decode()
