"""How an ended execution is summed up in the history."""

from collections.abc import Mapping

from psasync.contracts.vocabulary import HistoryOutcome, Outcome, Status

_FAILURES = (Outcome.REJECTED, Outcome.FAILED)
_WARNINGS = (Outcome.WARNING, Outcome.SKIPPED)
_CHANGES = (Outcome.CREATED, Outcome.UPDATED, Outcome.DELETED)


def history_outcome(status: Status | None, totals: Mapping[str, int]) -> HistoryOutcome | None:
    """The worst that happened. None while it runs, and for a canceled execution."""
    if status is None or not status.terminal or status is Status.CANCELED:
        return None
    if status is Status.ERROR or any(totals.get(outcome) for outcome in _FAILURES):
        return HistoryOutcome.FAILURE
    if any(totals.get(outcome) for outcome in _WARNINGS):
        return HistoryOutcome.WARNING
    if any(totals.get(outcome) for outcome in _CHANGES):
        return HistoryOutcome.SUCCESS
    return HistoryOutcome.NO_CHANGE
