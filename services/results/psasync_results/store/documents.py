"""An execution in the form of its document, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from psasync.contracts.events.records import Cancellation, RunError
from psasync.contracts.vocabulary import HistoryOutcome, Status
from psasync.kit.mongo import Document
from psasync_results.domain.counts import fetched, in_total
from psasync_results.domain.execution import Attempt, CancelAsked, EntityProgress, Execution, Gap, Mark
from psasync_results.domain.search import search_words
from psasync_results.store.newest import order

_AS_THEY_ARE = (
    "tenant",
    "sync",
    "requested_at",
    "deadline",
    "spoken",
    "traceparent",
    "last_seq",
    "fence",
    "heard_at",
    "started_at",
    "ended_at",
    "counts",
    "codes",
    "logged",
    "current_entity",
    "waiting_until",
    "waiting_reason",
)
_LISTS = ("unreadable", "completed_entities", "differences")


def to_document(state: Execution) -> Document:
    """The whole document but its revision and its pending status events."""
    totals = in_total(state.counts)
    return {
        "_id": state.id,
        **{name: getattr(state, name) for name in _AS_THEY_ARE},
        **{name: list(getattr(state, name)) for name in _LISTS},
        "status": _text(state.status),
        "announced": _text(state.announced),
        "outcome": _text(state.outcome),
        "request": dict(state.request) if state.request is not None else None,
        "settings": dict(state.settings),
        "cancel": asdict(state.cancel) if state.cancel else None,
        "gap": asdict(state.gap) if state.gap else None,
        "attempts": [asdict(attempt) for attempt in state.attempts],
        "progress": {entity: asdict(progress) for entity, progress in state.progress.items()},
        "spans": {entity: list(span) for entity, span in state.spans.items()},
        "coded": state.coded,
        "pace": [[mark.at, mark.treated] for mark in state.pace],
        "error": state.error.model_dump(mode="json") if state.error else None,
        "canceled": state.canceled.model_dump(mode="json") if state.canceled else None,
        # What lists filter by and show, so that they need not work it out.
        "trigger": state.request["trigger"] if state.request else None,
        "totals": totals,
        "fetched": fetched(totals),
        "duration_ms": _milliseconds(state.duration),
        "settled_at": _settled_at(state),
        "order": order(state.requested_at, state.id) if state.requested_at else None,
        "search": search_words(state),
    }


def from_document(document: Mapping[str, Any]) -> Execution:
    error, canceled, cancel, gap = (document[name] for name in ("error", "canceled", "cancel", "gap"))
    plain: dict[str, Any] = {name: document[name] for name in _AS_THEY_ARE}
    plain |= {name: tuple(document[name]) for name in _LISTS}
    return Execution(
        id=document["_id"],
        **plain,
        status=Status(document["status"]) if document["status"] else None,
        announced=Status(document["announced"]) if document["announced"] else None,
        outcome=HistoryOutcome(document["outcome"]) if document["outcome"] else None,
        request=document["request"],
        settings=document["settings"],
        cancel=CancelAsked(**cancel) if cancel else None,
        gap=Gap(**gap) if gap else None,
        attempts=tuple(Attempt(**attempt) for attempt in document["attempts"]),
        progress={entity: EntityProgress(**progress) for entity, progress in document["progress"].items()},
        spans={entity: (first, last) for entity, (first, last) in document["spans"].items()},
        # Documents of executions that ended before these were kept have neither.
        coded=document.get("coded", {}),
        pace=tuple(Mark(at, number) for at, number in document.get("pace", ())),
        error=RunError.model_validate(error) if error else None,
        canceled=Cancellation.model_validate(canceled) if canceled else None,
    )


def changes(before: Document, after: Document) -> Document:
    """The top-level fields that differ."""
    return {name: value for name, value in after.items() if name not in before or before[name] != value}


def _settled_at(state: Execution) -> datetime | None:
    """From when on the document is kept only so long. A cancel that nothing follows settles at once."""
    if state.status is None:
        return state.cancel.at if state.cancel else None
    return state.ended_at


def _text(value: Status | HistoryOutcome | None) -> str | None:
    return None if value is None else value.value


def _milliseconds(duration: timedelta | None) -> int | None:
    return None if duration is None else round(duration.total_seconds() * 1000)
