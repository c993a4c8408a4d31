"""What firing a sync comes to, complete, so that whoever carries it out stores the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psasync_scheduler.domain.catalog import Plan

_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Emission:
    """What is to be stored for a sync: occurrences that fire or were missed, and the request of the one that fires."""

    occurrences: tuple[Mapping[str, Any], ...]
    request: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Move:
    """A sync's plan from here on, and what is to be emitted before it goes there. None: nothing."""

    sync: str
    plan: Plan
    fires_at: datetime  # by the plan of before
    next_fire: datetime
    emission: Emission | None

    @property
    def step(self) -> int:
        """Milliseconds from one firing to the next, as the database takes them: it knows no shorter time."""
        return (_whole(self.next_fire) - _whole(self.fires_at)) // _MILLISECOND


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
