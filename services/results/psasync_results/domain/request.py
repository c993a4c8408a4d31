"""What an execution takes over from its request, whoever tells of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.vocabulary import Mode
from psasync_results.domain.execution import EARLIEST, LATEST, CancelAsked, Execution
from psasync_results.domain.status import Signal, next_status


def facts(request: SyncRequested) -> Mapping[str, Any]:
    """The request in the form of the document. Of a record list only its length: the executor holds the list."""
    result = request.model_dump(mode="json", exclude={"records", "tenant", "sync", "version", "catalog_version"})
    return result | {"record_count": len(request.records) if request.records is not None else None}


def is_default_run(kept: Mapping[str, Any] | None) -> bool:
    """As `SyncRequested.is_default_run`, from what `facts` keeps of a request."""
    if not kept or kept.get("dry_run"):
        return False
    chosen = (kept.get(name) for name in ("period", "entities", "record_count", "retry_of"))
    return kept.get("mode") == Mode.MISSING and all(each is None for each in chosen)


def take_over(state: Execution, tenant: str, sync: str, request: SyncRequested, requested_at: datetime) -> None:
    state.tenant = tenant
    state.sync = sync
    state.request = facts(request)
    state.requested_at = requested_at
    state.deadline = _deadline(request, requested_at)


def fold_request(
    state: Execution, request: SyncRequested, requested_at: datetime, traceparent: str | None = None
) -> None:
    """Apply the request event: the first one counts, and only until an executor has repeated the request."""
    if state.request is not None or state.spoken or state.ended:
        return
    take_over(state, request.tenant, request.sync, request, requested_at)
    state.traceparent = state.traceparent or traceparent
    state.status = next_status(state.status, Signal.REQUESTED)


def _deadline(request: SyncRequested, requested_at: datetime) -> datetime:
    """Anybody may have written it: a moment that no database holds becomes the nearest that ours does."""
    return min(max(request.deadline_after(requested_at), EARLIEST), LATEST)


def fold_cancel(state: Execution, cancel: CancelAsked) -> None:
    """Apply the wish to stop: the first one counts, unless that came from another tenant."""
    if state.ended or state.cancel_asked is not None:
        return
    if state.cancel is not None and state.tenant is None:
        return
    state.cancel = cancel
    state.status = next_status(state.status, Signal.CANCEL_ASKED)
