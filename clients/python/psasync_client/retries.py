"""Which calls are tried again, and when: rules without I/O, the same for both flavours."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from psasync_client.errors import ConnectionFailed, ProblemError, PsaSyncError, Timeout, TooManyRequests, Unavailable


class NeverSent(ConnectionFailed):
    """No connection came about, so the service cannot have done anything yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How patient calls are.

    Reads, what HTTP calls idempotent, and what carries an idempotency key are tried again when no answer comes and
    on 429, 502, 503 and 504; anything else only when the service cannot have begun with it: no connection, 429.
    """

    tries: int = 4  # in all
    within: float = 60.0  # seconds for all tries and the pauses between them
    first_pause: float = 0.25  # seconds, doubled each time, made shorter by chance
    longest_pause: float = 10.0  # seconds; a service's Retry-After may ask for more
    chance: Callable[[], float] = field(default=random.random, repr=False)  # 0 to 1

    def pause(self, error: PsaSyncError, *, tried: int, spent: float, repeatable: bool) -> float | None:
        """Seconds until the next try; None: give up. `tried` and `spent` (seconds) are up to now."""
        if tried >= self.tries or not _worth_it(error, repeatable=repeatable):
            return None
        pause = self.backoff(tried, error)
        return pause if spent + pause < self.within else None

    def backoff(self, failed: int, error: PsaSyncError | None = None) -> float:
        """Seconds to wait after so many failures in a row; never before the service said."""
        longest: float = min(self.longest_pause, self.first_pause * 2 ** min(failed - 1, 16))
        asked = error.retry_after if isinstance(error, ProblemError) else None
        # Half of it by chance: clients that failed together must not come back together.
        return max(asked or 0.0, longest * (0.5 + self.chance() / 2))


class Attempts:
    """Keeps account of the tries of one call."""

    def __init__(self, retries: Retries, *, repeatable: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._retries = retries
        self._repeatable = repeatable
        self._clock = clock
        self._began = clock()
        self._tried = 0

    @property
    def left(self) -> float:
        """Seconds."""
        return max(0.0, self._began + self._retries.within - self._clock())

    def pause_after(self, error: PsaSyncError) -> float:
        """Seconds until the next try. Raises the error when there is none."""
        self._tried += 1
        spent = self._clock() - self._began
        pause = self._retries.pause(error, tried=self._tried, spent=spent, repeatable=self._repeatable)
        if pause is None:
            raise error
        return pause


def passing(error: PsaSyncError) -> bool:
    """Whether it may be over the next time."""
    return isinstance(error, ConnectionFailed | Timeout | TooManyRequests | Unavailable)


def _worth_it(error: PsaSyncError, *, repeatable: bool) -> bool:
    return passing(error) if repeatable else isinstance(error, NeverSent | TooManyRequests)
