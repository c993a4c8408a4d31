"""The end of an execution, as far as telling people depends on it."""

from dataclasses import dataclass
from datetime import datetime

from psasync.contracts.notifications import NotificationChoices
from psasync.contracts.vocabulary import Mode, Status, Trigger
from psasync_results.domain.execution import Execution

_WELL = frozenset({Status.FINISHED, Status.FINISHED_WITH_WARNINGS})


@dataclass(frozen=True, slots=True)
class End:
    """`failed`: it ended in error; records that were refused are no failure of the run."""

    execution: str
    fence: int  # 0: no executor ever claimed it
    at: datetime
    failed: bool
    forced: bool

    def later_than(self, other: "Place | None") -> bool:
        """Fences order the executions of a sync; of one that nobody claimed, only the time is known."""
        if other is None:
            return True
        if self.fence and other.fence:
            return self.fence > other.fence
        return self.at > other.at

    @property
    def place(self) -> "Place":
        return Place(self.fence, self.at)

    def counts(self, choices: NotificationChoices) -> bool:
        """A forced run is somebody's own doing, who watches it: it counts only if that is asked for."""
        return choices.forced_runs or not self.forced


@dataclass(frozen=True, slots=True)
class Place:
    """Where an end stands in the history of its sync."""

    fence: int
    at: datetime


def end_of(state: Execution) -> End | None:
    """None where nothing is ever told: it still runs, was canceled, or was a dry run."""
    if state.ended_at is None or state.dry_run or not (state.status is Status.ERROR or state.status in _WELL):
        return None
    return End(state.id, state.fence, state.ended_at, failed=state.status is Status.ERROR, forced=_forced(state))


def _forced(state: Execution) -> bool:
    """Started by a person, or everything again. A run that another system asks for has nobody who watches it."""
    request = state.request or {}
    return request.get("trigger") == Trigger.MANUAL or request.get("mode") == Mode.FORCE
