"""Who ends an execution, and how: its executor by saying so, or results itself when nobody will."""

from datetime import datetime, timedelta

from psasync.contracts.events.records import ExecutionEnded, RunError, instant_of
from psasync.contracts.issues import CATALOGUE, IssueCode
from psasync.contracts.vocabulary import ErrorKind, Status
from psasync_results.domain.counts import all_quiet, differences, in_total, plain
from psasync_results.domain.execution import Execution
from psasync_results.domain.outcome import history_outcome
from psasync_results.domain.request import take_over
from psasync_results.domain.status import Signal, next_status

_SHOWN_DIFFERENCES = 10


def end_as_told(state: Execution, event: ExecutionEnded) -> None:
    """Apply the executor's last event. A completed run whose totals do not add up ends in error."""
    take_over(state, event.tenant, event.sync, event.request, event.requested_at)
    state.spoken = True
    state.completed_entities = tuple(str(entity) for entity in event.completed_entities)
    found = differences(plain(event.totals), event.fetched, state.counts)
    state.differences = tuple(found[:_SHOWN_DIFFERENCES])
    if event.result == "canceled":
        state.canceled = event.canceled
        _end(state, Signal.STOPPED, instant_of(event.at))
    elif event.result == "error":
        state.error = event.error or _error(IssueCode.INTERNAL, "The executor ended the run without saying why.")
        _end(state, Signal.FAILED, instant_of(event.at))
    elif found:
        state.error = _error(IssueCode.TOTALS_DIFFER, _told(state, len(found)))
        _end(state, Signal.FAILED, instant_of(event.at))
    else:
        quiet = all_quiet(state.counts)
        _end(state, Signal.COMPLETED if quiet else Signal.COMPLETED_WITH_WARNINGS, instant_of(event.at))


def overdue(state: Execution, now: datetime, margin: timedelta) -> bool:
    """Whether nobody will end it any more: past its deadline no executor takes it up, and none has reported since."""
    if state.ended or state.status is None or state.deadline is None:
        return False
    last_sign = max(moment for moment in (state.deadline, state.heard_at, state.waiting_until) if moment is not None)
    return now - margin > last_sign


def end_overdue(state: Execution, now: datetime) -> None:
    """End what nobody else will, saying what is missing."""
    state.error = _error(IssueCode.DEADLINE_PASSED, _missing(state))
    _end(state, Signal.FAILED, now)


def _end(state: Execution, signal: Signal, at: datetime) -> None:
    state.status = next_status(state.status, signal)
    state.ended_at = at
    state.waiting_until = None
    state.waiting_reason = None
    state.current_entity = None
    state.outcome = history_outcome(state.status, in_total(state.counts))


def _told(state: Execution, found: int) -> str:
    more = f" and {found - _SHOWN_DIFFERENCES} more" if found > _SHOWN_DIFFERENCES else ""
    lost = f" Events {list(state.unreadable)} could not be read." if state.unreadable else ""
    return f"The run's totals do not add up: {'; '.join(state.differences)}{more}.{lost}"[:2000]


def _missing(state: Execution) -> str:
    deadline = f"{state.deadline:%Y-%m-%d %H:%M:%S} UTC" if state.deadline else "its deadline"
    if state.gap is not None:
        return (
            f"Events {state.gap.expected} to {state.gap.found - 1} of the run never arrived, "
            f"and no executor has reported what they were by {deadline}."
        )
    if state.status is Status.QUEUED:
        return f"No executor took up the request by {deadline}."
    heard = f"{state.heard_at:%Y-%m-%d %H:%M:%S} UTC" if state.heard_at else "the request"
    return (
        f"No executor has reported since {heard}; the deadline was {deadline}. "
        f"The run's end is missing: {state.last_seq} events arrived, with {_records(state)} records."
    )


def _records(state: Execution) -> int:
    return sum(in_total(state.counts).values())


def _error(code: IssueCode, message: str) -> RunError:
    return RunError(kind=ErrorKind.TECHNICAL, code=code, message=message, hint=CATALOGUE[code].action)
