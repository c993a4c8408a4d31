"""The status events that an execution owes to other systems."""

from dataclasses import dataclass
from datetime import datetime

from psasync.contracts.events.status import StatusChanged
from psasync.contracts.vocabulary import Mode, Outcome, Trigger
from psasync_results.domain.counts import in_total
from psasync_results.domain.execution import Execution


@dataclass(frozen=True, slots=True)
class Announcement:
    """A status event with the trace that it belongs to."""

    event: StatusChanged
    traceparent: str | None


def announce(state: Execution, at: datetime, traceparent: str | None = None) -> Announcement | None:
    """The event for a status that has not been announced yet; marks it as announced.

    While the request is unknown the event waits for it, as it tells who asked and how; an end does not wait.
    """
    if state.status is None or state.status is state.announced:
        return None
    if state.tenant is None or state.sync is None or (state.request is None and not state.ended):
        return None
    state.announced = state.status
    request = state.request or {}
    event = StatusChanged(
        execution=state.id,
        tenant=state.tenant,
        sync=state.sync,
        status=state.status,
        at=at,
        trigger=Trigger(request.get("trigger", Trigger.EVENT)),
        mode=Mode(request.get("mode", Mode.MISSING)),
        requested_by=request.get("requested_by", ""),
        outcome=state.outcome,
        counts={Outcome(outcome): number for outcome, number in in_total(state.counts).items()},
        error=state.error,
        canceled=state.canceled,
    )
    return Announcement(event, traceparent or state.traceparent)
