"""Fires what is due.

The order makes any number of replicas and any crash fire an occurrence once. The decision, with all that is to be
stored for it, is one write over the plan that it was made from: of two replicas one decides, and one that has slept
since it read the plan decides nothing. The occurrences are stored, then the requests in the outbox; only then is the
decision taken off the sync, and the next one possible. Whoever finds it there goes on from where the other stopped.
Each step is one call for all syncs of a batch.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from psasync.kit.ids import new_id
from psasync.kit.logging import get_logger
from psasync_scheduler.actions.context import Context
from psasync_scheduler.domain.catalog import Emission, Sync, Tenant
from psasync_scheduler.domain.localtime import zone_of
from psasync_scheduler.domain.nightly import emission
from psasync_scheduler.domain.plan import Timing, due
from psasync_scheduler.domain.timetable import planned, progress_after_edit, progress_of, timing_of
from psasync_scheduler.probe import Point
from psasync_scheduler.store.syncs import Move

log = get_logger(__name__)


async def fire(context: Context, syncs: Sequence[Sync]) -> int:
    """Fire, or record as missed, what is due of these syncs, and plan what comes next; how many could be treated."""
    stores, now = context.stores, context.clock.now()
    tenants, active = await asyncio.gather(
        stores.tenants.get_many({sync.tenant for sync in syncs}),
        stores.connections.active({each for sync in syncs for each in sync.connections}),
    )
    open_before = [(sync.id, sync.emission) for sync in syncs if sync.emission is not None]
    moves: list[Move] = []
    for sync in syncs:
        if sync.emission is not None:
            continue
        tenant = tenants.get(sync.tenant)
        # Else occurrences pass by: a pause is a decision, not a downtime.
        runs = tenant is not None and tenant.active and sync.connections <= active
        try:
            move = _decide(context, sync, tenant, now, runs=runs)
        except (ValueError, LookupError, ArithmeticError):
            # A zone that a newer database has dropped, say: one sync must not keep the others from firing.
            log.exception("sync cannot be planned", sync=sync.id)
            continue
        if move is not None:
            moves.append(move)
    decided = await stores.syncs.decide(moves)
    await context.probe.reached(Point.AFTER_DECISION)
    await _emit(context, open_before + decided)
    return len(moves) + len(open_before)


async def fire_first(context: Context, sync: Sync, read: Callable[[], Awaitable[Sync]]) -> Sync:
    """The sync with nothing due, so that a change of its plan swallows nothing: `read` gives it as it stands by then.

    One call finishes what another replica had decided, the next decides what has come since. A sync that cannot be
    planned stays due, and can be paused or archived all the same.
    """
    while sync.is_due(context.clock.now()) and await fire(context, [sync]):
        sync = await read()
    return sync


async def replan(context: Context, tenant: Tenant, batch: int) -> None:
    """Plan a tenant's syncs in the zone that it has now."""
    syncs = context.stores.syncs
    after = ""
    while found := await syncs.scheduled_of(tenant.id, tenant.time_zone, after, batch):
        # This fires what was due in the old zone, and plans all in the new one.
        await fire(context, found)
        after = found[-1].id
    if not await syncs.scheduled_of(tenant.id, tenant.time_zone, "", 1):
        await context.stores.tenants.replanned(tenant)


def _decide(context: Context, sync: Sync, tenant: Tenant | None, now: datetime, *, runs: bool) -> Move | None:
    """What is due by the zone that the sync was planned in, and its plan from here on in the tenant's zone."""
    before = sync.plan
    timing = None if before is None else timing_of(sync, before.zone)
    if before is None or timing is None:
        return None
    decision = due(timing, progress_of(before), now, timedelta(seconds=context.settings.schedule_grace_seconds))
    plan, following = planned(timing, decision.progress, decision.following)
    if tenant is not None and tenant.time_zone != before.zone:
        moved = Timing(timing.schedule, zone_of(tenant.time_zone), timing.offset)
        so_far = progress_after_edit(sync.model_copy(update={"plan": plan}), moved, now)
        plan, following = planned(moved, so_far)
    decided = emission(sync, decision, following.fires_at, context.now(), new_id()) if runs else None
    return Move(sync, plan, following, decided)


async def _emit(context: Context, emissions: Sequence[tuple[str, Emission]]) -> None:
    """Store what was decided. Each step may be repeated, and stores nothing twice."""
    if not emissions:
        return
    stores = context.stores
    fired = await stores.occurrences.add([each for _, one in emissions for each in one.occurrences])
    await context.probe.reached(Point.AFTER_OCCURRENCES)
    requests = [one.request for _, one in emissions if one.request is not None and one.request["_id"] in fired]
    await stores.requests.add_many(requests)
    await context.probe.reached(Point.AFTER_HAND_OVER)
    context.wakeups.catalog.set()
    if requests:
        context.wakeups.requests.set()
        log.info("occurrences fired", count=len(requests), first=requests[0]["_id"])
    await stores.syncs.emitted(emissions)
    await context.probe.reached(Point.AFTER_EMISSION)
