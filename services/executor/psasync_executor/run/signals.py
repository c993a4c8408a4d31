"""What can come between a run and its next page."""

from psasync.contracts.events.records import Cancellation
from psasync_executor.domain.retry import Failures


class CancelSeen(Exception):  # noqa: N818 - a signal
    """Somebody asked for the execution to be canceled."""

    def __init__(self, cancel: Cancellation) -> None:
        super().__init__(cancel.reason)
        self.cancel = cancel


class StopSeen(Exception):  # noqa: N818 - a signal
    """The process is going down: the job is handed back."""


class LongWait(Exception):  # noqa: N818 - a signal
    """Nothing can be done for a while that is too long to keep a worker.

    `ends`: when it is over is known and belongs behind the reason; else it is only looked again.
    """

    def __init__(self, seconds: float, reason: str, failures: Failures, *, ends: bool = False) -> None:
        super().__init__(reason)
        self.ends = ends
        self.seconds = seconds
        self.reason = reason
        self.failures = failures
