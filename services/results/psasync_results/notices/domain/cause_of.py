"""Causes, from what has happened."""

from collections.abc import Mapping

from psasync.contracts.events.catalog import CatalogChange, CatalogChanged
from psasync.contracts.internal import ResolvedSync
from psasync_results.domain.execution import Execution
from psasync_results.notices.domain.causes import Cause, Facts, NoticeKind
from psasync_results.notices.domain.digest import Day
from psasync_results.notices.domain.streak import Owed

PLATFORM = "platform"
"""The tenant of what belongs to none, as in `catalog.changed`."""

NEWS: Mapping[CatalogChange, NoticeKind] = {
    CatalogChange.OCCURRENCE_MISSED: NoticeKind.MISSED,
    CatalogChange.SYNC_AUTO_PAUSED: NoticeKind.AUTO_PAUSE,
}
"""Of syncs."""


def of_end(owed: Owed, state: Execution, sync: ResolvedSync, tenant_name: str) -> Cause:
    """A failure or a recovery. Failures are alike where the same system fails in the same way."""
    error = state.error if owed.kind is NoticeKind.FAILURE else None
    facts = Facts(
        tenant_name=tenant_name,
        sync_name=sync.name,
        system=sync.source.system,
        execution=state.id,
        trigger=(state.request or {}).get("trigger"),
        error_kind=error.kind if error else None,
        error_code=error.code if error else None,
        message=error.message if error else None,
        hint=(error.hint or None) if error else None,
        ended_at=state.ended_at,
        failed_execution=owed.failed_execution,
        failing_since=owed.failing_since,
    )
    alike = f"{sync.source.system}:{error.kind if error else ''}"
    at = state.ended_at or state.requested_at
    if at is None:
        raise ValueError(f"execution {state.id} has no time")
    return Cause(owed.kind, state.id, sync.tenant, sync.id, at, alike, facts)


def of_news(event: CatalogChanged, sync: ResolvedSync, tenant_name: str) -> Cause:
    """Of a missed occurrence, or a sync that was paused by itself."""
    kind = NEWS[event.change]
    facts = Facts(
        tenant_name=tenant_name,
        sync_name=sync.name,
        system=sync.source.system,
        occurrence=event.occurrence,
        reason=event.reason,
    )
    name = f"{event.subject}/{event.occurrence or event.subject_version}"
    return Cause(kind, name, sync.tenant, sync.id, event.at, "", facts)


def of_renewal(event: CatalogChanged, tenant_name: str) -> Cause:
    """Of a webhook that a PSA had lost."""
    facts = Facts(tenant_name=tenant_name, reason=event.reason)
    name = f"{event.subject}/{event.subject_version}"
    return Cause(NoticeKind.WEBHOOK_RENEWED, name, event.tenant, None, event.at, "", facts)


def of_day(day: Day, tenant_name: str, runs: int, failed: int, lines: tuple[str, ...]) -> Cause:
    facts = Facts(
        tenant_name=tenant_name,
        day=day.date.isoformat(),
        time_zone=day.zone,
        runs=runs,
        failed_runs=failed,
        lines=lines,
    )
    return Cause(NoticeKind.DIGEST, day.name, day.tenant, None, day.end, "", facts)
