"""What results must have come to, reckoned from all that was published, each event once and in the order of its run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from psasync.contracts.events.records import ExecutionEnded, RecordResult
from psasync.contracts.vocabulary import Outcome, Status
from tests.chaos.histories import Run

QUIET = {Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.DELETED}
WRITTEN = {Outcome.CREATED, Outcome.UPDATED, Outcome.WARNING}

Row = tuple[int, str, str, str]
Issue = tuple[str, str, str, str]


@dataclass(frozen=True)
class Expected:
    """Of one execution."""

    status: Status
    totals: Counter[str]
    rows: list[Row]
    attempts: int


def expected(run: Run) -> Expected:
    results = [event for event in run.events if isinstance(event, RecordResult)]
    rows = [(event.seq, event.entity.value, event.id, event.outcome.value) for event in results]
    attempts = len({event.fence for event in run.events})
    return Expected(_status(run, results), Counter(event.outcome.value for event in results), rows, attempts)


def _status(run: Run, results: Sequence[RecordResult]) -> Status:
    end = run.events[-1]
    assert isinstance(end, ExecutionEnded)
    if end.result != "completed":
        return {"error": Status.ERROR, "canceled": Status.CANCELED}[end.result]
    quiet = all(event.outcome in QUIET for event in results)
    return Status.FINISHED if quiet else Status.FINISHED_WITH_WARNINGS


def issues(told: Sequence[Run]) -> dict[Issue, str]:
    """The state of each issue: that of the last run, in the order of fences, that says anything about its record."""
    states: dict[Issue, str] = {}
    for run in sorted(told, key=lambda each: each.events[0].fence):
        for event in run.events:
            if isinstance(event, RecordResult):
                _tell(states, event)
    return states


def _tell(states: dict[Issue, str], event: RecordResult) -> None:
    record, codes = (event.sync, event.entity.value, event.id), {issue.code.value for issue in event.issues}
    if event.outcome is Outcome.DELETED or event.outcome in WRITTEN:
        states |= {issue: "resolved" for issue in states if issue[:3] == record and issue[3] not in codes}
    if event.outcome not in {Outcome.DELETED, Outcome.UNCHANGED}:
        states |= {(*record, code): "open" for code in codes}
