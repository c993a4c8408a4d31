"""How far one look for what is due reaches, while more is due than a batch takes.

After a downtime everything is due at once. A look that asked for all of it each time would cost the square of it where
a server reads all that matches before it takes the first ones. So a look reaches only as far as the batch before it
says that another batch is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_SHORTEST = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Reach:
    """Syncs that fire up to `until` are looked at next. `step` is how much further after a look that was not full."""

    until: datetime
    step: timedelta

    @classmethod
    def first(cls, now: datetime) -> "Reach":
        return cls(now, _SHORTEST)

    def following(self, found: Sequence[datetime], now: datetime, *, full: bool) -> "Reach":
        """After a look that found what fires at these instants, the earliest first."""
        if full:
            step = max(found[-1] - found[0], _SHORTEST)
            return Reach(min(found[-1] + step, now), step)
        return Reach(min(self.until + 2 * self.step, now), 2 * self.step)
