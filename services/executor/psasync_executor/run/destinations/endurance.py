"""Whether a fault is the destination's, or only that of a single record."""

import asyncio
from collections.abc import Awaitable, Callable

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Outcome
from psasync.kit.backoff import Backoff
from psasync.psa.destination import RecordDestination, RecordRefused
from psasync.psa.port import PsaError
from psasync_executor.domain.outcome import Decision
from psasync_executor.run.destinations.faults import named, unavailable

TRIES = 3
FAILED_IN_A_ROW = 5
"""After so many records in a row it is the destination that fails, whatever its check says."""


class Endurance:
    """Of one destination in one run."""

    def __init__(
        self, destination: RecordDestination, name: str, *, backoff: Callable[[], Backoff] | None = None
    ) -> None:
        self._destination = destination
        self._name = name
        self._backoff = backoff or (lambda: Backoff(0.5, 4))
        self._failed = 0

    async def bear(self, decision: Decision, write: Callable[[], Awaitable[None]]) -> None:
        """Write one record. What is wrong with it alone becomes its refusal or its failure.

        Raises `PsaError` that names the destination for what would hit the next record as well: keys that are
        refused, a limit, a destination that is down. Everything else of `write` passes.
        """
        try:
            await self._write(write)
        except RecordRefused as refused:
            decision.refuse(Outcome.REJECTED, refused.issue)
        except PsaError as error:
            if not await self._is_alone(error):
                raise named(error, self._name) from error
            self._failed += 1
            decision.refuse(Outcome.FAILED, unavailable(error))
            return
        self._failed = 0

    async def _write(self, write: Callable[[], Awaitable[None]]) -> None:
        backoff = self._backoff()
        for _ in range(TRIES - 1):
            try:
                return await write()
            except PsaError as error:
                if _of_the_connection(error):
                    raise
            await asyncio.sleep(backoff.next())
        return await write()

    async def _is_alone(self, error: PsaError) -> bool:
        if _of_the_connection(error) or self._failed + 1 >= FAILED_IN_A_ROW:
            return False
        return (await self._destination.check()).ok


def _of_the_connection(error: PsaError) -> bool:
    return error.permanent or error.code is IssueCode.SOURCE_THROTTLED
