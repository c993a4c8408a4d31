"""Counts how runs end, and pauses a sync that fails again and again: once, and with a word to those who listen.

A repeated event changes nothing: the streak knows the execution, and the pause is one write over the sync as it was
read. Whoever stops between the two is followed by whoever reads the event again.
"""

from collections.abc import Sequence

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.events.status import StatusChanged
from psasync.contracts.vocabulary import Mode, Trigger
from psasync.kit.ids import new_id
from psasync.kit.logging import get_logger
from psasync_scheduler.actions.context import Context
from psasync_scheduler.actions.editing import known, plain, seen
from psasync_scheduler.actions.firing import fire_first
from psasync_scheduler.domain import announcements, audit
from psasync_scheduler.domain.catalog import Pause, Sync
from psasync_scheduler.domain.streaks import AutoPause, Failure, Streak, is_good
from psasync_scheduler.store.syncs import UNPLANNED, seen_plan

log = get_logger(__name__)

_ATTEMPTS = 10


async def note_ends(context: Context, events: Sequence[StatusChanged]) -> None:
    """Take notice of how executions ended."""
    ends = await _default_runs(context, [event for event in events if is_good(event) or Failure.of(event)])
    good: dict[str, StatusChanged] = {}
    for event in ends:
        if is_good(event) and (event.sync not in good or good[event.sync].at < event.at):
            good[event.sync] = event
    await context.stores.streaks.good({sync: event.at for sync, event in good.items()})
    for event in ends:
        failure = Failure.of(event)
        if failure is not None:
            await _note_failure(context, event, failure)


async def _default_runs(context: Context, events: Sequence[StatusChanged]) -> list[StatusChanged]:
    """Nightly ones are; of what people asked for, the request tells. Other systems' requests are not known here."""
    asked = [event.execution for event in events if event.trigger is Trigger.MANUAL and event.mode is Mode.MISSING]
    found = await context.stores.requests.get_many(asked)
    default = {
        execution
        for execution, document in found.items()
        if SyncRequested.model_validate_json(document["body"]).is_default_run
    }
    return [event for event in events if event.trigger is Trigger.NIGHTLY or event.execution in default]


async def _note_failure(context: Context, event: StatusChanged, failure: Failure) -> None:
    sync = await context.stores.syncs.get(event.sync)
    if sync is None or sync.tenant != event.tenant or not _watched(sync):
        return
    streak = await context.stores.streaks.failed(sync.id, failure)
    for _ in range(_ATTEMPTS):
        if await _pause(context, sync, streak):
            return
        again = await context.stores.syncs.get(sync.id)
        if again is None or not _watched(again):
            return
        sync = again
    raise RuntimeError(f"sync {sync.id} does not come to rest")


def _watched(sync: Sync) -> bool:
    return sync.active and not sync.archived and sync.auto_pause_after > 0


async def _pause(context: Context, sync: Sync, streak: Streak) -> bool:
    """Whether it is done with; False: the sync has changed since it was read."""
    failures = streak.since(sync.failures_since)
    if len(failures) < sync.auto_pause_after:
        return True
    if sync.is_due(context.clock.now()):
        # As with an edit, what is due is not swallowed.
        await fire_first(context, sync, lambda: known(context.stores.syncs, sync.id, "sync"))
        return False
    now = context.now()
    pause = AutoPause.after(failures, now)
    by_scheduler = Pause(at=now, by=audit.SYSTEM.name, reason=pause.reason)
    paused = {"active": False, "auto_pause": pause, "paused": by_scheduler}
    changes = audit.difference(seen(sync), seen(sync.model_copy(update=paused)))
    entry = audit.entry(
        entry_id=new_id(),
        actor=audit.SYSTEM,
        at=now,
        tenant=sync.tenant,
        action="sync.auto-paused",
        subject=sync.id,
        changes=changes,
    )
    news = announcements.auto_paused(sync, pause).model_dump_json()
    fields = {name: plain(value) for name, value in paused.items()} | {"updated_at": now, "news": news, **UNPLANNED}
    if await context.stores.syncs.change(sync, fields, entry, only_if=seen_plan(sync)) is None:
        return False
    context.wakeups.catalog.set()
    log.warning("sync paused by itself", sync=sync.id, tenant=sync.tenant, failures=pause.failures, kind=pause.kind)
    return True
