"""Every index of the results database, applied at start."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from psasync.kit.mongo import Index
from psasync_results.settings import ResultsSettings
from psasync_results.store import cards, daily, executions, issues, record_results
from psasync_results.store.newest import FIELD

_ORDER = ((FIELD, 1),)  # read from its end
_HISTORY_FILTERS = ("sync", "status", "outcome", "trigger", "request.mode", "request.requested_by", "search")
_IN_ORDER = ("seq", 1)


def indexes(
    *, executions_kept: timedelta, records_kept: timedelta, logs_kept: timedelta
) -> Mapping[str, Sequence[Index]]:
    """What is kept how long is counted from an execution's end, and from when a record or line was written."""
    return {
        executions.COLLECTION: [
            # The history: all of it or a tenant's, whole and with each filter. Filters that come together use the
            # index of one and look at what it finds.
            Index(_ORDER),
            *(Index(((name, 1), *_ORDER)) for name in _HISTORY_FILTERS),
            Index((("tenant", 1), *_ORDER)),
            *(Index((("tenant", 1), (name, 1), *_ORDER)) for name in _HISTORY_FILTERS),
            # The sweepers: what is past its deadline, and what is still to be announced.
            Index((("status", 1), ("deadline", 1))),
            Index((("pending.at", 1),)),
            Index((("settled_at", 1),), expire_after_seconds=_seconds(executions_kept)),
            # Cards and days: what has not been taken into them, and what ended on a tenant's day.
            Index(((executions.UNTALLIED, 1),)),
            Index((("tenant", 1), ("ended_at", 1))),
        ],
        cards.COLLECTION: [
            Index((("tenant", 1), ("resolved", 1), ("sync", 1))),
            Index((("latest_at", 1),), expire_after_seconds=_seconds(executions_kept)),
        ],
        daily.COLLECTION: [
            Index((("tenant", 1), ("day", 1))),
            Index((("day", 1),)),
            Index((("stale_at", 1),)),
        ],
        record_results.RECORDS: [
            Index((("execution", 1), _IN_ORDER)),
            Index((("execution", 1), ("outcome", 1), _IN_ORDER)),
            Index((("execution", 1), ("codes", 1), _IN_ORDER)),
            Index((("sync", 1), ("source_id", 1), ("fence", 1)), name=record_results.OF_RECORD),
            Index((("at", 1),), expire_after_seconds=_seconds(records_kept)),
        ],
        record_results.BUCKETS: [
            Index((("execution", 1), ("bucket", 1))),
            Index((("at", 1),), expire_after_seconds=_seconds(records_kept)),
        ],
        record_results.LOGS: [
            Index((("execution", 1), _IN_ORDER)),
            Index((("execution", 1), ("level", 1), _IN_ORDER)),
            Index((("at", 1),), expire_after_seconds=_seconds(logs_kept)),
        ],
        issues.COLLECTION: [
            Index((("sync", 1), ("state", 1), ("source_id", 1))),
            Index((("tenant", 1), *_ORDER)),
            *(Index((("tenant", 1), (name, 1), *_ORDER)) for name in ("state", "sync", "code")),
            Index((("tenant", 1), ("state", 1), ("sync", 1), ("entity", 1))),
        ],
    }


def indexes_of(settings: ResultsSettings) -> Mapping[str, Sequence[Index]]:
    return indexes(
        executions_kept=timedelta(days=settings.execution_retention_days),
        records_kept=timedelta(days=settings.record_retention_days),
        logs_kept=timedelta(days=settings.log_retention_days),
    )


def _seconds(kept: timedelta) -> int:
    return int(kept.total_seconds())
