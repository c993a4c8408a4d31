"""From documents and states to what is shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from psasync.contracts.vocabulary import Status
from psasync_results.api.attempt_views import attempt_views
from psasync_results.api.pace_views import pace_view
from psasync_results.api.schemas import SHOWN, ExecutionView, SummaryView
from psasync_results.domain.cards import CardRun
from psasync_results.domain.execution import Execution
from psasync_results.domain.pace import pace
from psasync_results.domain.request import is_default_run
from psasync_results.store.documents import to_document
from psasync_results.store.executions import Stored

SILENT_AFTER = timedelta(minutes=2)
_SAME = (
    "tenant",
    "sync",
    "status",
    "outcome",
    "requested_at",
    "started_at",
    "ended_at",
    "duration_ms",
    "totals",
    "fetched",
    "error",
    "canceled",
)
_DETAILS = (
    "deadline",
    "request",
    "settings",
    "counts",
    "codes",
    "progress",
    "current_entity",
    "completed_entities",
    "last_seq",
    "heard_at",
    "gap",
    "unreadable",
    "differences",
)


def summary(document: Mapping[str, Any]) -> SummaryView:
    return SummaryView.model_validate(_summary(document))


def detail(stored: Stored, now: datetime, earlier: Sequence[CardRun] = ()) -> ExecutionView:
    """`earlier`: default runs of its sync, the newest first, from which its end is estimated."""
    document = to_document(stored.state)
    return ExecutionView.model_validate(
        {
            **_summary(document),
            **{name: document[name] for name in _DETAILS},
            "log_lines": stored.state.logged,
            "attempts": attempt_views(stored.state),
            "pace": pace_view(pace(stored.state, earlier, now)),
            "silent_since": silent_since(stored.state, now),
        }
    )


def silent_since(state: Execution, now: datetime) -> datetime | None:
    """Since when no executor has reported, if one should have by now."""
    if state.status is not Status.IN_PROGRESS or state.heard_at is None:
        return None
    due = max(state.heard_at, state.waiting_until or state.heard_at) + SILENT_AFTER
    return state.heard_at if now > due else None


def etag(stored: Stored, now: datetime) -> str:
    """Changes with the document, and when silence begins."""
    silent = "-silent" if silent_since(stored.state, now) else ""
    return f'W/"{stored.revision}{silent}"'


def _summary(document: Mapping[str, Any]) -> dict[str, Any]:
    request = document["request"] or {}
    cancel = document["cancel"]
    return {
        "id": document["_id"],
        **{name: document[name] for name in _SAME},
        "status_text": SHOWN[Status(document["status"])],
        "trigger": request.get("trigger"),
        "mode": request.get("mode"),
        "dry_run": request.get("dry_run", False),
        "default_run": is_default_run(request),
        **{name: request.get(name) for name in ("period", "entities", "record_count", "retry_of")},
        "requested_by": request.get("requested_by", ""),
        "waiting": _waiting(document),
        "cancel_requested": cancel if cancel and cancel["tenant"] == document["tenant"] else None,
    }


def _waiting(document: Mapping[str, Any]) -> dict[str, Any] | None:
    until, reason = document["waiting_until"], document["waiting_reason"]
    return {"until": until, "reason": reason} if until or reason else None
