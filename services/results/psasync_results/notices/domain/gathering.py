"""When notices that are alike leave together: the guard against floods.

A hundred tenants that fail at once because their PSA is down are one message to an operator who is told of all of
them. The first notice waits a little for others; after a message, the next one of its kind waits longer.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_TOGETHER = 1000
"""Notices of one message; more go with the next."""

MOST_SHOWN = 20
"""Notices that a message spells out; of the others it gives the number."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A message that will leave, by its id, and until when it takes notices."""

    message: str
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Pace:
    gather: timedelta  # how long a first notice waits for others
    quiet: timedelta  # between two messages of one group

    def closes_at(self, before: Slot | None, now: datetime) -> datetime:
        soonest = now + self.gather
        return soonest if before is None else max(soonest, before.closes_at + self.quiet)
