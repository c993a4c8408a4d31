"""Every index of the results database, applied at start."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from psasync.kit.mongo import Index
from psasync_results.domain.keeping import LONGEST_DAYS
from psasync_results.notices.store.indexes import notice_indexes
from psasync_results.settings import ResultsSettings
from psasync_results.store import (
    ageing,
    cards,
    daily,
    executions,
    issue_groups,
    issue_pages,
    issue_tenants,
    issues,
    known_tenants,
    of_record,
    record_results,
    storage,
    sync_changes,
)
from psasync_results.store.newest import FIELD

_ORDER = ((FIELD, 1),)  # read from its end
_HISTORY_FILTERS = ("sync", "status", "outcome", "trigger", "request.mode", "request.requested_by", "search")
_IN_ORDER = ("seq", 1)


def indexes(
    *, executions_kept: timedelta, records_kept: timedelta, logs_kept: timedelta
) -> Mapping[str, Sequence[Index]]:
    """When documents expire by themselves, counted from an execution's end and from when a record or line was written.

    That is a net below what `retention` deletes, which also knows what tenants have chosen.
    """
    return {
        executions.COLLECTION: [
            # The history: all of it or a tenant's, whole and with each filter. Filters that come together use the
            # index of one and look at what it finds.
            Index(_ORDER),
            *(Index(((name, 1), *_ORDER)) for name in _HISTORY_FILTERS),
            Index((("tenant", 1), *_ORDER)),
            *(Index((("tenant", 1), (name, 1), *_ORDER)) for name in _HISTORY_FILTERS),
            # Live streams: what has changed since, of all or of a tenant.
            Index(((executions.CHANGED, 1),)),
            Index((("tenant", 1), (executions.CHANGED, 1))),
            # What has ended too long ago.
            Index((("tenant", 1), ("settled_at", 1)), name=ageing.BY_END),
            # The sweepers: what is past its deadline, and what is still to be announced.
            Index((("status", 1), ("deadline", 1))),
            Index((("pending.at", 1),)),
            Index(((executions.UNTOLD, 1),)),
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
            Index(of_record.KEYS, name=of_record.OF_RECORD),
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
            Index((("sync", 1), ("closed_at", 1), ("source_id", 1)), name=issues.LIVE_OF_SYNC),
            Index((("tenant", 1), *_ORDER)),
            *(Index((("tenant", 1), (name, 1), *_ORDER)) for name in ("state", "sync", "entity", "code")),
            Index((("tenant", 1), (issue_pages.LABEL_FIELD, 1))),
            Index((("tenant", 1), ("closed_at", 1))),
            Index((("tenant", 1), ("state", 1), ("code", 1), *_ORDER), name=issue_groups.BY_CODE),
            Index((("tenant", 1), ("sync", 1), ("state", 1), ("code", 1), *_ORDER), name=issue_groups.OF_SYNC_BY_CODE),
            Index((("tenant", 1), ("state", 1), ("sync", 1), ("entity", 1))),
            Index(issue_tenants.KEYS, name=issue_tenants.OPEN_BY_TENANT),
        ],
        storage.COLLECTION: [Index(known_tenants.BY_TENANT)],
        sync_changes.COLLECTION: [Index((("due_at", 1),))],
    }


def indexes_of(settings: ResultsSettings) -> Mapping[str, Sequence[Index]]:
    """A tenant may keep anything for the longest time; the platform's own times are seen to by `retention`."""
    longest = timedelta(days=LONGEST_DAYS)
    of_fold = indexes(executions_kept=longest, records_kept=longest, logs_kept=longest)
    return {**of_fold, **notice_indexes(timedelta(days=settings.notice_retention_days))}


def _seconds(kept: timedelta) -> int:
    return int(kept.total_seconds())
