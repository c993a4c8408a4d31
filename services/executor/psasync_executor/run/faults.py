"""What a fault of the source or of the destination means for the run."""

import random
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import ErrorKind, LogLevel
from psasync.kit.clock import Clock
from psasync.kit.logging import get_logger
from psasync.psa.port import BudgetExhausted, PsaError
from psasync_executor.domain.refusal import RunFailed, run_error
from psasync_executor.domain.retry import Failures, GiveUp, Park, RetryPolicy
from psasync_executor.run.signals import LongWait

log = get_logger(__name__)

T = TypeVar("T")

Note = Callable[[LogLevel, str, IssueCode | None], None]
"""Puts a line into the log that people read."""


class Bearing(Generic[T]):
    """Bears transient faults within the limits of the policy; a call that succeeds resets the count."""

    def __init__(self, policy: RetryPolicy, clock: Clock, note: Note, failures: Failures) -> None:
        self._policy = policy
        self._clock = clock
        self._note = note
        self._failures = failures
        self._jitter = random.Random()

    async def bear(self, call: Callable[[], Awaitable[T]]) -> T:
        """Raises `RunFailed` or `LongWait`."""
        while True:
            try:
                result = await call()
            except PsaError as error:
                await self._clock.sleep(self._wait_after(error))
            except BudgetExhausted as exhausted:
                reason = f"Waiting for {exhausted.reason}"
                raise LongWait(exhausted.wait_seconds, reason, self._failures, ends=True) from exhausted
            else:
                self._failures = Failures()
                return result

    def _wait_after(self, error: PsaError) -> float:
        if error.permanent:
            raise RunFailed(run_error(error.kind, error.code, error.message, error.hint)) from error
        if error.code is IssueCode.SOURCE_THROTTLED and error.retry_after is not None:
            verdict, self._failures = self._policy.throttled(self._failures, error.retry_after, self._jitter)
        else:
            verdict, self._failures = self._policy.after(self._failures, error.retry_after, self._jitter)
        log.warning("fault of the other side", code=error.code, status=error.status, failures=self._failures.count)
        if isinstance(verdict, GiveUp):
            raise RunFailed(run_error(_kind(error), error.code, error.message, error.hint)) from error
        if isinstance(verdict, Park):
            raise LongWait(verdict.seconds, error.message, self._failures) from error
        text = f"{error.message} Trying again in {verdict.seconds:.1f} s (fault {self._failures.count})."
        self._note(LogLevel.WARNING, text, error.code)
        return verdict.seconds


def _kind(error: PsaError) -> ErrorKind:
    """A fault that did not pass is one of the line or of the technology, whatever its first sight was."""
    if error.kind in {ErrorKind.CONNECTIVITY, ErrorKind.TECHNICAL}:
        return error.kind
    return ErrorKind.TECHNICAL
