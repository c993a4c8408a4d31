"""Executions and records in the words of people: what was asked for, who asked, what became of a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, Self

from psasync.contracts.issues import CATALOGUE, CatalogueEntry, IssueCode
from psasync.contracts.vocabulary import MISSING_OUTCOMES, Severity
from psasync_client.models.common import Period
from psasync_console.web.showing import ENTITIES, Badge, name_of, plural, word

RECORD_OUTCOMES: Mapping[str, Badge] = {
    "created": Badge("Created", "green", icon="plus", meaning="It is new in the destination."),
    "updated": Badge("Updated", "azure", icon="pencil", meaning="It was changed in the destination."),
    "unchanged": Badge("Unchanged", "secondary", icon="equal", meaning="It stands in the destination as it is."),
    "warning": Badge("Warning", "yellow", icon="alert-triangle", meaning="It was written, and something is odd."),
    "skipped": Badge("Skipped", "orange", icon="player-skip-forward", meaning="It was not tried; its issue says why."),
    "rejected": Badge("Refused", "red", icon="circle-x", meaning="It was refused for its content."),
    "failed": Badge("Failed", "pink", icon="bug", meaning="It failed for a technical reason, after all tries."),
    "deleted": Badge("Deleted", "purple", icon="trash", meaning="The source no longer has it; it was marked so."),
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many records had an outcome."""

    outcome: str
    label: str
    tone: str
    count: int

    @classmethod
    def of(cls, outcome: str, count: int) -> Self:
        badge = RECORD_OUTCOMES.get(outcome)
        return cls(outcome, badge.label if badge else outcome, badge.tone if badge else "secondary", count)


NOT_THROUGH = {*(outcome.value for outcome in MISSING_OUTCOMES), "skipped"}
"""What a retry of a run's failures tries again."""

_WOULD_BE: Mapping[str, str] = {
    "created": "Would be created",
    "updated": "Would be updated",
    "unchanged": "Is the same",
    "warning": "Would be written, with a warning",
    "skipped": "Would be skipped",
    "rejected": "Would be refused",
    "failed": "Would fail",
    "deleted": "Would be marked as deleted",
}
TRIGGERS: Mapping[str, str] = {"nightly": "by its schedule", "manual": "by hand", "event": "by another system"}
MODES: Mapping[str, str] = {"missing": "Only what is missing", "force": "Everything again"}
LONGEST_LIST = 2


class Asked(Protocol):
    """What lists and pages of executions tell of the request."""

    @property
    def default_run(self) -> bool: ...
    @property
    def mode(self) -> Any: ...
    @property
    def period(self) -> Period | None: ...
    @property
    def entities(self) -> Sequence[Any] | None: ...
    @property
    def record_count(self) -> int | None: ...
    @property
    def retry_of(self) -> str | None: ...
    @property
    def dry_run(self) -> bool: ...


def what_was_asked(asked: Asked) -> str:
    """`Default run`; `Everything again of 3 to 5 Nov 2026, companies, dry run`."""
    if asked.default_run:
        return "Default run"
    parts = [_main(asked)]
    if asked.entities:
        parts.append(entities_in_words(asked.entities))
    if asked.dry_run:
        parts.append("dry run")
    return ", ".join(parts)


def _main(asked: Asked) -> str:
    if asked.retry_of:
        return "Retry of what failed"
    if asked.record_count is not None:
        return plural(asked.record_count, "single record")
    mode = MODES.get(word(asked.mode), word(asked.mode)) if asked.mode else "Run"
    if asked.period:
        return f"{mode} of {period_in_words(asked.period.first, asked.period.last)}"
    return mode


def period_in_words(first: date, last: date) -> str:
    """`5 Nov 2026`; `3 to 5 Nov 2026`; `28 Dec 2026 to 3 Jan 2027`."""
    if first == last:
        return day_in_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day_in_words(last)}"
    start = f"{first.day} {first:%b}" if first.year == last.year else day_in_words(first)
    return f"{start} to {day_in_words(last)}"


def day_in_words(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def entities_in_words(entities: Sequence[Any]) -> str:
    """`companies, contacts`; `5 kinds of records` where a list would be long."""
    if len(entities) > LONGEST_LIST:
        return f"{len(entities)} kinds of records"
    return ", ".join(name_of(ENTITIES, each).lower() for each in entities)


def record_badge(outcome: Any, *, dry_run: bool = False) -> Badge:
    text = word(outcome)
    badge = RECORD_OUTCOMES.get(text) or Badge(text, "secondary", icon="help-circle", meaning="")
    if not dry_run:
        return badge
    return Badge(_WOULD_BE.get(text, badge.label), badge.tone, badge.icon, "Nothing was written: it was a dry run.")


def issue_text(code: Any) -> CatalogueEntry:
    """The catalogue's words; of a code that this console does not know, the code."""
    text = word(code)
    try:
        return CATALOGUE[IssueCode(text)]
    except (ValueError, KeyError):
        return CatalogueEntry(Severity.ERROR, text.replace("_", " ").capitalize(), "", "")
