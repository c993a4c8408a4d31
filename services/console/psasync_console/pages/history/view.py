"""The history: a line per execution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psasync_client.executions import TERMINAL
from psasync_client.models.results import SummaryView
from psasync_console.pages.history.filters import HistoryFilter
from psasync_console.web.run_words import RECORD_OUTCOMES, TRIGGERS, Count, what_was_asked
from psasync_console.web.showing import word

Option = tuple[str, str]
_QUIET = {"unchanged"}


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    tenant: str
    tenant_name: str
    sync_name: str
    status: str
    outcome: str | None
    what: str
    by: str
    at: datetime
    duration_ms: int | None
    fetched: int
    counts: Sequence[Count]
    note: str  # the error, the reason of a cancel, what it waits for
    joined: str | None


@dataclass(frozen=True, slots=True)
class HistoryView:
    lines: Sequence[Line]
    filter: HistoryFilter
    cursor: str | None
    next: str | None
    zone: str  # whose days the filter goes by

    @property
    def address(self) -> str:
        """Of this very page of the list."""
        return f"/history?{self.filter.query}" if self.filter else "/history"


def line(run: SummaryView, tenants: Mapping[str, str], syncs: Mapping[str, str]) -> Line:
    totals = {word(name): count for name, count in run.totals.items() if count}
    return Line(
        id=run.id,
        tenant=run.tenant,
        tenant_name=tenants.get(run.tenant, run.tenant),
        sync_name=syncs.get(run.sync, run.sync),
        status=word(run.status),
        outcome=word(run.outcome) if run.outcome else None,
        what=what_was_asked(run),
        by=_by(run),
        at=run.started_at or run.requested_at,
        duration_ms=run.duration_ms,
        fetched=run.fetched,
        counts=[Count.of(name, totals[name]) for name in RECORD_OUTCOMES if name in totals and name not in _QUIET],
        note=_note(run),
        joined=run.canceled.superseded_by if run.canceled else None,
    )


def _by(run: SummaryView) -> str:
    way = TRIGGERS.get(word(run.trigger), word(run.trigger)) if run.trigger else ""
    return way if word(run.trigger) == "nightly" else ", ".join(part for part in (way, run.requested_by) if part)


def _note(run: SummaryView) -> str:
    if run.error is not None:
        return run.error.message
    if run.canceled is not None and run.canceled.superseded_by is None:
        who = f"by {run.canceled.by}" if run.canceled.by else ""
        return ": ".join(part for part in (who, run.canceled.reason) if part)
    if run.canceled is None and run.cancel_requested is not None and run.status not in TERMINAL:
        return "is asked to stop"
    return (run.waiting.reason or "") if run.waiting else ""
