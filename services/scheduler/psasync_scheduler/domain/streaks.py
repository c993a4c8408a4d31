"""Failures of a sync in a row: when there are too many, it is paused and a person is asked.

A failure is a default run that ended in `error`; records that were refused are no failure of the run. Canceled runs
neither count nor end a streak. Ends may be told late, twice and in any order: they count by the time they happened.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from psasync.contracts.events.status import StatusChanged
from psasync.contracts.vocabulary import ErrorKind, Status

USUAL_LIMIT = 5
HIGHEST_LIMIT = 100
_GOOD = frozenset({Status.FINISHED, Status.FINISHED_WITH_WARNINGS})

AutoPauseAfter = Annotated[
    int,
    Field(
        ge=0,
        le=HIGHEST_LIMIT,
        description="The sync is paused after so many runs in a row that ended in error; 0: never.",
    ),
]


class Failure(BaseModel):
    """A run that ended in error."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    execution: str
    at: datetime
    kind: ErrorKind
    message: str

    @classmethod
    def of(cls, event: StatusChanged) -> Self | None:
        """None: the event tells of no failure."""
        if event.status is not Status.ERROR or event.error is None:
            return None
        return cls(execution=event.execution, at=event.at, kind=event.error.kind, message=event.error.message)


class Streak(BaseModel):
    """The failures of a sync since it last did well. `version` goes up with each write."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: int = 0
    good_at: datetime | None = None
    failures: tuple[Failure, ...] = ()

    def with_failure(self, failure: Failure) -> "Streak":
        """The same object if it is known, or came before the sync did well."""
        known = any(failure.execution == each.execution for each in self.failures)
        if known or (self.good_at is not None and failure.at <= self.good_at):
            return self
        failures = sorted((*self.since(None), failure), key=lambda each: (each.at, each.execution))
        return self.model_copy(update={"failures": tuple(failures[-HIGHEST_LIMIT:])})

    def since(self, moment: datetime | None) -> tuple[Failure, ...]:
        """Those that count, the oldest first: after the sync did well, and after `moment`."""
        starts = [start for start in (self.good_at, moment) if start is not None]
        return tuple(failure for failure in self.failures if all(failure.at > start for start in starts))


class AutoPause(BaseModel):
    """Why the platform has paused a sync by itself."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    paused_by: Literal["auto"] = "auto"
    at: datetime
    reason: str
    failures: int
    execution: str = Field(description="The last one that failed.")
    kind: ErrorKind
    message: str = Field(description="Of the last one.")

    @classmethod
    def after(cls, failures: tuple[Failure, ...], at: datetime) -> Self:
        last = failures[-1]
        runs = "1 execution" if len(failures) == 1 else f"{len(failures)} executions in a row"
        return cls(
            at=at,
            reason=f"{runs} ended in error, the last one of kind {last.kind}",
            failures=len(failures),
            execution=last.execution,
            kind=last.kind,
            message=last.message,
        )


def is_good(event: StatusChanged) -> bool:
    """Whether the run came to its end, whatever became of single records."""
    return event.status in _GOOD


def resumed(now: datetime) -> Mapping[str, Any]:
    """What a resume writes beside `active`: failures count anew from here on."""
    return {"auto_pause": None, "failures_since": now}
