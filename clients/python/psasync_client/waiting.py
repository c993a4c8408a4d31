"""Waiting for the end of one execution: rules without I/O, the same for both flavours."""

import time
from collections.abc import Callable

from psasync_client.errors import NotFound, PsaSyncError, StillRunning, Timeout, UnexpectedAnswer
from psasync_client.executions import has_ended
from psasync_client.models.results import ExecutionView
from psasync_client.resumption import PATIENCE_SECONDS
from psasync_client.retries import passing
from psasync_client.wire import SILENCE_SECONDS

WITHIN_SECONDS = 3600.0
_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 3.0


class Waiting:
    """An execution is followed by its stream, and asked for between two connections and where no stream comes through.

    `within`: seconds. `certain`: that the execution exists, however long results does not know of it.
    """

    def __init__(
        self, execution_id: str, within: float, *, certain: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._execution_id = execution_id
        self._within = within
        self._certain = certain
        self._clock = clock
        self._began = self._heard_at = clock()
        self._latest: ExecutionView | None = None
        self._streams = True
        self._pauses = 0

    @property
    def ended(self) -> ExecutionView | None:
        """The execution, once it has ended."""
        return self._latest if self._latest is not None and has_ended(self._latest) else None

    @property
    def streams(self) -> bool:
        """Whether to hold a stream. Not at the end: one that has fallen silent would outlast the time limit."""
        return self._streams and self._left > SILENCE_SECONDS

    def take(self, execution: ExecutionView) -> bool:
        """Whether it has changed since it was seen last."""
        self._heard_at = self._clock()
        changed = self._latest is None or execution != self._latest
        self._latest = execution
        self._pauses = 0 if changed else self._pauses
        return changed

    def stream_failed(self, error: PsaSyncError, *, told: bool) -> None:
        """`told`: whether it had brought anything. One that is held back somewhere on its way is not tried again."""
        self._bear(error)
        self._streams = told or not isinstance(error, Timeout | UnexpectedAnswer)

    def failed(self, error: PsaSyncError) -> None:
        """Raises the error when it will not pass, or has not for too long."""
        self._bear(error)

    def pause(self) -> float:
        """Seconds until the execution is asked for again. Raises StillRunning when there is no time left."""
        if self._left <= 0:
            status = "not known to results yet" if self._latest is None else str(self._latest.status.value)
            raise StillRunning(self._execution_id, self._within, status)
        self._pauses += 1
        return min(_LONGEST_PAUSE, _FIRST_PAUSE * 1.5 ** min(self._pauses - 1, 10), self._left)

    @property
    def _left(self) -> float:
        return self._began + self._within - self._clock()

    def _bear(self, error: PsaSyncError) -> None:
        unknown = isinstance(error, NotFound) and self._latest is None
        if unknown and self._certain:
            return
        lasting = self._clock() - self._heard_at > PATIENCE_SECONDS
        if lasting or not (unknown or passing(error) or isinstance(error, UnexpectedAnswer)):
            error.add_note(f"Execution {self._execution_id} goes on: it is only no longer waited for.")
            raise error
