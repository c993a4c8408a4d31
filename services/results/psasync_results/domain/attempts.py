"""When each executor's turn was over, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Status
from psasync_results.domain.execution import Attempt, Execution


class AttemptEnd(StrEnum):
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"
    PARKED = "parked"  # it waited, and gave its worker free
    LOST = "lost"  # it reported no more, and another took over
    GIVEN_UP = "given_up"  # it reported no more, and nobody took over


@dataclass(frozen=True, slots=True)
class Turn:
    """An attempt with its end; both None while it goes on."""

    attempt: Attempt
    ended_at: datetime | None
    end: AttemptEnd | None

    @property
    def why(self) -> str | None:
        return self.attempt.waiting if self.end is AttemptEnd.PARKED else None


def turns(state: Execution) -> Iterator[Turn]:
    """The last attempt ends with the execution, each one before with its last report. No end lies before its start."""
    for attempt in state.attempts[:-1]:
        yield _turn(attempt, attempt.last_at, AttemptEnd.PARKED if attempt.waiting else AttemptEnd.LOST)
    for attempt in state.attempts[-1:]:
        end = _end_of_run(state)
        yield _turn(attempt, attempt.last_at if end is AttemptEnd.GIVEN_UP else state.ended_at, end)


def _turn(attempt: Attempt, at: datetime | None, end: AttemptEnd | None) -> Turn:
    return Turn(attempt, None if at is None or end is None else max(at, attempt.started_at), end)


def _end_of_run(state: Execution) -> AttemptEnd | None:
    if not state.ended:
        return None
    if state.error is not None and state.error.code is IssueCode.DEADLINE_PASSED:
        return AttemptEnd.GIVEN_UP
    ends = {Status.ERROR: AttemptEnd.FAILED, Status.CANCELED: AttemptEnd.CANCELED}
    return ends.get(state.status, AttemptEnd.COMPLETED) if state.status else None
