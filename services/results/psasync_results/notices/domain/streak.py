"""Failures of a sync in a row, as people are told of them: the first one, then the recovery, nothing in between.

Ends may come twice and in any order. One that is not later than the last one that counted changes nothing: so a late
end of an older execution never says that a newer failure is over.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from psasync.contracts.notifications import NotificationChoices
from psasync_results.notices.domain.addressees import reaches_anybody
from psasync_results.notices.domain.causes import NoticeKind
from psasync_results.notices.domain.ends import End, Place


@dataclass(frozen=True, slots=True)
class Failing:
    """A row of failures that lasts."""

    since: datetime
    told: str | None  # the execution whose failure people were told of


@dataclass(frozen=True, slots=True)
class Owed:
    """A notice that was decided and is not written yet."""

    kind: Literal[NoticeKind.FAILURE, NoticeKind.RECOVERY]
    execution: str
    failed_execution: str | None = None
    failing_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Streak:
    newest: Place | None = None
    failing: Failing | None = None
    owed: tuple[Owed, ...] = ()

    def without(self, paid: Owed) -> "Streak":
        return replace(self, owed=tuple(owed for owed in self.owed if owed != paid))


def after(streak: Streak, end: End, choices: NotificationChoices) -> Streak:
    """The streak with this end in it, and what is owed for it. The same object if it changes nothing."""
    if not end.counts(choices) or not end.later_than(streak.newest):
        return streak
    moved = replace(streak, newest=end.place)
    return _failed(moved, end, choices) if end.failed else _went_well(moved, end, choices)


def _failed(streak: Streak, end: End, choices: NotificationChoices) -> Streak:
    """What nobody was told, because nobody wanted to know, is told once somebody does."""
    failing = streak.failing or Failing(end.at, told=None)
    if failing.told is not None or not reaches_anybody(NoticeKind.FAILURE, choices):
        return replace(streak, failing=failing)
    owed = Owed(NoticeKind.FAILURE, end.execution, failing_since=failing.since)
    return replace(streak, failing=replace(failing, told=end.execution), owed=(*streak.owed, owed))


def _went_well(streak: Streak, end: End, choices: NotificationChoices) -> Streak:
    failing = streak.failing
    recovered = replace(streak, failing=None)
    if failing is None or failing.told is None or not choices.recovery:
        return recovered
    owed = Owed(NoticeKind.RECOVERY, end.execution, failing.told, failing.since)
    return replace(recovered, owed=(*streak.owed, owed))
