"""The status of an execution as a machine: it moves forward only, and the last four statuses are final."""

from collections.abc import Mapping
from enum import StrEnum

from psasync.contracts.vocabulary import Status


class Signal(StrEnum):
    """What an event means for the status."""

    CANCEL_ASKED = "cancel_asked"  # somebody wants it to stop; only its executor can stop it
    REQUESTED = "requested"  # the request was seen
    NOTED = "noted"  # an executor said something that is no work yet, for example a line of log
    WORKED = "worked"  # an executor started it, reported on it, or waits with it
    COMPLETED = "completed"  # it ran to its end, and every record is well
    COMPLETED_WITH_WARNINGS = "completed_with_warnings"
    FAILED = "failed"
    STOPPED = "stopped"  # its executor canceled it


_ENDS: Mapping[Signal, Status] = {
    Signal.COMPLETED: Status.FINISHED,
    Signal.COMPLETED_WITH_WARNINGS: Status.FINISHED_WITH_WARNINGS,
    Signal.FAILED: Status.ERROR,
    Signal.STOPPED: Status.CANCELED,
}

_TABLE: Mapping[Status | None, Mapping[Signal, Status | None]] = {
    # A cancel alone does not make an execution: nobody may ever ask for what it wants to stop.
    None: {
        Signal.CANCEL_ASKED: None,
        Signal.REQUESTED: Status.QUEUED,
        Signal.NOTED: Status.QUEUED,
        Signal.WORKED: Status.IN_PROGRESS,
        **_ENDS,
    },
    Status.QUEUED: {
        Signal.CANCEL_ASKED: Status.QUEUED,
        Signal.REQUESTED: Status.QUEUED,
        Signal.NOTED: Status.QUEUED,
        Signal.WORKED: Status.IN_PROGRESS,
        **_ENDS,
    },
    Status.IN_PROGRESS: {
        Signal.CANCEL_ASKED: Status.IN_PROGRESS,
        Signal.REQUESTED: Status.IN_PROGRESS,
        Signal.NOTED: Status.IN_PROGRESS,
        Signal.WORKED: Status.IN_PROGRESS,
        **_ENDS,
    },
}


def next_status(status: Status | None, signal: Signal) -> Status | None:
    """Where `signal` leads from `status`; None is an execution of which only a cancel is known."""
    if status is not None and status.terminal:
        return status
    return _TABLE[status][signal]
