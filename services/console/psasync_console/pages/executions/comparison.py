"""An execution held against the one before: what fails newly, still, or no longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from psasync_client.models.results import ComparisonView, ExecutionView, SideView
from psasync_console.pages.executions.records import IssueLine, issue_lines, record_address
from psasync_console.web.run_words import record_badge
from psasync_console.web.showing import ENTITIES, Badge, name_of, word

CHANGES: Mapping[str, tuple[str, str]] = {
    "new": ("New failures", "It came through, or was not there, before."),
    "still": ("Still failing", "It failed before, too."),
    "healed": ("Healed", "It failed before, and came through now."),
    "untouched": ("Not tried again", "It failed before, and this run did not come to it."),
}


@dataclass(frozen=True, slots=True)
class ComparedLine:
    change: str
    entity: str
    label: str
    before: Badge | None
    now: Badge | None
    issues: Sequence[IssueLine]
    history: str


@dataclass(frozen=True, slots=True)
class ComparisonPart:
    """`previous`: the run that this one is held against; None: there is none."""

    previous: str | None
    change: str
    lines: Sequence[ComparedLine]
    cursor: str | None
    next: str | None

    @property
    def query(self) -> str:
        return urlencode({"change": self.change}) if self.change else ""


def comparison_part(run: ExecutionView, found: ComparisonView, change: str, cursor: str | None) -> ComparisonPart:
    lines = [
        ComparedLine(
            change=CHANGES.get(word(each.change), (word(each.change), ""))[0],
            entity=name_of(ENTITIES, each.entity),
            label=each.label or each.source_id,
            before=_side(each.before),
            now=_side(each.now),
            issues=issue_lines((each.now.issues if each.now else None) or (each.before.issues if each.before else ())),
            history=record_address(run.sync, each.entity, each.source_id),
        )
        for each in found.items
    ]
    return ComparisonPart(found.previous, change, lines, cursor, found.next_cursor)


def _side(side: SideView | None) -> Badge | None:
    return record_badge(side.outcome) if side else None
