"""The columns of exports. They are a promise: new ones come at the end, and none goes away."""

from collections.abc import Mapping
from typing import Any

from psasync.contracts.vocabulary import Outcome
from psasync_results.api.schemas import RecordView, SummaryView

EXECUTION_COLUMNS = (
    "id",
    "tenant",
    "sync",
    "status",
    "outcome",
    "trigger",
    "mode",
    "default_run",
    "dry_run",
    "requested_by",
    "requested_at",
    "started_at",
    "ended_at",
    "duration_ms",
    "fetched",
    *(outcome.value for outcome in Outcome),
    "error_kind",
    "error_code",
    "error_message",
    "canceled_by",
    "cancel_reason",
    "period_first",
    "period_last",
    "retry_of",
)
RECORD_COLUMNS = (
    "seq",
    "entity",
    "source_id",
    "label",
    "outcome",
    "codes",
    "messages",
    "destination_id",
    "business_date",
    "at",
    "hash",
)


def execution_row(shown: SummaryView) -> Mapping[str, Any]:
    error, canceled = shown.error, shown.canceled
    return {
        **shown.model_dump(include=set(EXECUTION_COLUMNS)),
        **{outcome.value: shown.totals.get(outcome, 0) for outcome in Outcome},
        "error_kind": error.kind if error else None,
        "error_code": error.code if error else None,
        "error_message": error.message if error else None,
        "canceled_by": canceled.by if canceled else None,
        "cancel_reason": canceled.reason if canceled else None,
        "period_first": shown.period.first if shown.period else None,
        "period_last": shown.period.last if shown.period else None,
    }


def record_row(shown: RecordView) -> Mapping[str, Any]:
    """Several issues of a record stand side by side, codes and messages in the same order."""
    return {
        **shown.model_dump(include={"seq", "entity", "source_id", "label", "outcome", "at", "hash"}),
        "codes": [issue.code for issue in shown.issues],
        "messages": "; ".join(issue.message for issue in shown.issues),
        "destination_id": shown.dest,
        "business_date": shown.date,
    }
