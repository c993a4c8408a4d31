"""What happened to an execution, when, by whom and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from psasync_client.models.results import ExecutionView
from psasync_console.web.run_words import TRIGGERS
from psasync_console.web.showing import word


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened, who did it, and why."""

    at: datetime
    icon: str
    tone: str
    what: str
    detail: str = ""
    until: datetime | None = None


_ENDS = {
    "completed": ("Came to its end", "green"),
    "failed": ("Gave up", "red"),
    "canceled": ("Stopped for the cancel", "secondary"),
    "parked": ("Waited and gave its place free", "yellow"),
    "lost": ("Reported no more; another executor took over", "orange"),
    "given_up": ("Reported no more, and nobody took over in time", "red"),
}


def timeline(run: ExecutionView) -> list[Moment]:
    """What happened, in its order."""
    moments = [*_asked(run), *_attempts(run), *_ended(run)]
    return sorted(moments, key=lambda moment: moment.at)


def _asked(run: ExecutionView) -> Iterator[Moment]:
    way = TRIGGERS.get(word(run.trigger), "") if run.trigger else ""
    who = ", ".join(part for part in (way, run.requested_by) if part)
    yield Moment(run.requested_at, icon="player-play", tone="azure", what="Asked for", detail=who)
    if run.cancel_requested is not None:
        asked = run.cancel_requested
        detail = f"by {asked.by}{f': {asked.reason}' if asked.reason else ''}"
        yield Moment(asked.at, icon="hand-stop", tone="yellow", what="Cancel asked for", detail=detail)


def _attempts(run: ExecutionView) -> Iterator[Moment]:
    for attempt in run.attempts:
        name = f"Attempt {attempt.number}" if len(run.attempts) > 1 else "Started"
        yield Moment(attempt.started_at, icon="settings", tone="blue", what=name, detail=f"by {attempt.executor}")
        if attempt.end is not None and attempt.ended_at is not None and len(run.attempts) > 1:
            what, tone = _ENDS.get(word(attempt.end), (word(attempt.end), "secondary"))
            yield Moment(attempt.ended_at, icon="logout", tone=tone, what=f"{name}: {what}", detail=attempt.why or "")


def _ended(run: ExecutionView) -> Iterator[Moment]:
    if run.ended_at is None:
        return
    why = run.error.message if run.error else run.canceled.reason if run.canceled else ""
    who = f"by {run.canceled.by}" if run.canceled and run.canceled.by else ""
    detail = ": ".join(part for part in (who, why) if part)
    yield Moment(run.ended_at, icon="flag", tone="secondary", what=f"Ended: {run.status_text}", detail=detail)
