"""What a fault of the source means for the run."""

import random
from collections.abc import Awaitable, Callable

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import ErrorKind, LogLevel
from psasync.kit.clock import Clock
from psasync.kit.logging import get_logger
from psasync.psa.port import BudgetExhausted, Page, PsaError
from psasync_executor.domain.refusal import RunFailed, run_error
from psasync_executor.domain.retry import Failures, GiveUp, Park, RetryPolicy
from psasync_executor.run.signals import LongWait

log = get_logger(__name__)

Note = Callable[[LogLevel, str, IssueCode | None], None]
"""Puts a line into the log that people read."""


class SourceFaults:
    """Bears transient faults within the limits of the policy; a page that could be read resets the count."""

    def __init__(self, policy: RetryPolicy, clock: Clock, note: Note, failures: Failures) -> None:
        self._policy = policy
        self._clock = clock
        self._note = note
        self._failures = failures
        self._jitter = random.Random()

    async def bear(self, read: Callable[[], Awaitable[Page]]) -> Page:
        """Raises `RunFailed` or `LongWait`."""
        while True:
            try:
                page = await read()
            except PsaError as error:
                await self._clock.sleep(self._wait_after(error))
            except BudgetExhausted as exhausted:
                raise LongWait(exhausted.wait_seconds, exhausted.reason, self._failures) from exhausted
            else:
                self._failures = Failures()
                return page

    def _wait_after(self, error: PsaError) -> float:
        if error.permanent:
            raise RunFailed(run_error(error.kind, error.code, error.message, error.hint)) from error
        verdict, self._failures = self._policy.after(self._failures, error.retry_after, self._jitter)
        log.warning("source fault", code=error.code, status=error.status, failures=self._failures.count)
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
