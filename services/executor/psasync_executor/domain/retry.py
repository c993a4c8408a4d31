"""What to do after a transient fault: wait here, park the execution, or give up."""

import random
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict


@dataclass(frozen=True, slots=True)
class Wait:
    """Keep the worker: it is not worth giving up the place for so little."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Park:
    """Free the worker and come back."""

    seconds: float


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Enough: the execution ends in error."""


Verdict = Wait | Park | GiveUp


class Failures(BaseModel):
    """Faults in a row since the last page that could be read; kept while the execution is parked."""

    model_config = ConfigDict(frozen=True)

    count: int = 0
    waited: float = 0  # seconds
    throttled: float = 0  # seconds, of waits that the other side asked for


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    attempts: int  # faults in a row that are borne
    total_seconds: float  # waits in a row that are borne
    first_seconds: float  # the upper bound of the first wait; each further one doubles it
    cap_seconds: float
    inline_seconds: float  # a worker waits that long at most
    throttled_seconds: float = 21_600  # waits in a row that the other side asked for and that are borne

    def throttled(self, failures: Failures, retry_after: float, jitter: random.Random) -> tuple[Verdict, Failures]:
        """The verdict on being asked to slow down: no fault, so it is borne as often as it comes, for a long time."""
        seconds = max(retry_after, self.first_seconds) + jitter.uniform(0, self.first_seconds)
        after = failures.model_copy(update={"throttled": failures.throttled + seconds})
        if after.throttled > self.throttled_seconds:
            return GiveUp(), after
        return (Wait(seconds) if seconds <= self.inline_seconds else Park(seconds)), after

    def after(self, failures: Failures, retry_after: float | None, jitter: random.Random) -> tuple[Verdict, Failures]:
        """The verdict on one more fault, and the failures with it counted in.

        `retry_after` is what the source named: never less is waited, and the execution that would wait longer
        than the limit for it gives up at once.
        """
        count = failures.count + 1
        backoff = min(self.cap_seconds, self.first_seconds * 2.0 ** min(count - 1, 60))
        seconds = max(retry_after or 0.0, backoff / 2 + jitter.uniform(0, backoff / 2))
        after = failures.model_copy(update={"count": count, "waited": failures.waited + seconds})
        if count >= self.attempts or after.waited > self.total_seconds:
            return GiveUp(), after
        return (Wait(seconds) if seconds <= self.inline_seconds else Park(seconds)), after
