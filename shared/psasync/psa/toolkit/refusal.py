"""An answer that is no success, as much of it as decides what it means."""

from typing import NamedTuple, Self

from psasync.psa.toolkit.faults import THROTTLED, Verdict, retry_after_seconds
from psasync.psa.toolkit.transport import Exchange


class Refusal(NamedTuple):
    status: int
    body: bytes
    retry_after: str
    date: str
    name: str  # of what was asked for, without anything that identifies the account
    first_call: bool = False  # nothing has succeeded before, over this connection or at this path

    @classmethod
    def of(cls, done: Exchange, name: str, *, first_call: bool = False) -> Self:
        get = done.headers.get
        return cls(done.status, done.body, get("retry-after", ""), get("date", ""), name, first_call)

    def wait(self, verdict: Verdict, otherwise: float) -> float | None:
        """Seconds that the answer names. `otherwise`: for too many calls, where it names none."""
        named = retry_after_seconds(self.retry_after, self.date)
        return otherwise if named is None and verdict is THROTTLED else named
