"""What an occurrence of a schedule becomes: a request if it fires, a record of it if it was missed."""

from datetime import datetime, timedelta
from typing import Any

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.vocabulary import Trigger
from psasync_scheduler.domain.catalog import Sync
from psasync_scheduler.domain.events import request_document
from psasync_scheduler.domain.firing import Emission
from psasync_scheduler.domain.plan import Due, Missed, Occurrence
from psasync_scheduler.domain.trace import traceparent

# Longer than any edit of a schedule reaches back, so that no name comes free while it could fire again.
KEPT = timedelta(days=400)


def emission(sync: Sync, decision: Due, at: datetime, listed: str) -> Emission | None:
    """Everything that is to be stored, complete, so that whoever stores it stores the same.

    `listed` is the place of what was missed in lists.
    """
    occurrences = [] if decision.missed is None else [_missed(sync, decision.missed, at, listed)]
    request = None
    if decision.fire is not None:
        request = _request(sync, decision.fire, at)
        occurrences.append(_document(sync, decision.fire, at) | {"state": "fired", "execution": request["_id"]})
    if not occurrences:
        return None
    return Emission(tuple(occurrences), request)


def _request(sync: Sync, occurrence: Occurrence, at: datetime) -> dict[str, Any]:
    """The name decides the execution id."""
    event = SyncRequested(
        tenant=sync.tenant,
        sync=sync.id,
        trigger=Trigger.NIGHTLY,
        catalog_version=sync.version,
        requested_by="schedule",
    )
    request = request_document(
        event, event_id=f"nightly/{sync.id}/{occurrence.name}", traceparent=traceparent(None), at=at
    )
    return request | {"occurrence": occurrence.name}


def _missed(sync: Sync, missed: Missed, at: datetime, listed: str) -> dict[str, Any]:
    """Named by the last one that was missed; carries its announcement (`due`). `listed` is its place in lists."""
    return {
        **_document(sync, missed.last, at),
        "state": "missed",
        "listed": listed,
        "first": missed.first.name,
        "count": missed.count,
        "sync_version": sync.version,
        "due": True,
    }


def _document(sync: Sync, occurrence: Occurrence, at: datetime) -> dict[str, Any]:
    return {
        "_id": f"{sync.id}/{occurrence.name}",
        "sync": sync.id,
        "tenant": sync.tenant,
        "name": occurrence.name,
        "nominal": occurrence.nominal.isoformat(timespec="minutes"),
        "planned_for": occurrence.fires_at,
        "at": at,
        "expire_at": at + KEPT,
    }
