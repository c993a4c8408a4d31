"""Fires what is due.

The order makes any number of replicas and any crash fire an occurrence once. Whoever fires claims the syncs first, in
one write that takes only what nobody else has claimed: their plans change through that claim alone, and an edit waits
for its end. What follows from the plans is decided next, for all of the claim in one document. Then the occurrences are
stored, the requests handed to the outbox, the plans moved on and the claim ended; each of these steps may be repeated,
and whoever finds a claim that was decided goes on from where the other stopped.

A claim that was not decided in time is given up by whoever finds it, under the name that the decision would have: of
the two writes one comes first, so one that has slept since it claimed decides nothing.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from psasync.kit.ids import new_id, time_of
from psasync.kit.logging import get_logger
from psasync_scheduler.actions.context import Context
from psasync_scheduler.domain.catalog import Sync, Tenant
from psasync_scheduler.domain.firing import Emission, Move
from psasync_scheduler.domain.localtime import zone_of
from psasync_scheduler.domain.nightly import emission
from psasync_scheduler.domain.plan import Timing, due
from psasync_scheduler.domain.timetable import planned, progress_after_edit, progress_of, timing_of
from psasync_scheduler.probe import Point

log = get_logger(__name__)

_LOOK_AGAIN_SECONDS = 0.1


class Claimable(Protocol):
    """A sync, as far as firing has to know it before it is claimed."""

    @property
    def id(self) -> str: ...

    @property
    def firing(self) -> str | None: ...


async def fire(context: Context, syncs: Sequence[Claimable], *, due: datetime | None = None) -> int:
    """Fire, or record as missed, what is due of these syncs, and plan what comes next; how many could be treated.

    `due`: leaves those alone whose next firing does not come by then.
    """
    claims: defaultdict[str, list[str]] = defaultdict(list)
    unclaimed = []
    for sync in syncs:
        if sync.firing is None:
            unclaimed.append(sync.id)
        else:
            claims[sync.firing].append(sync.id)
    treated = [await _go_on(context, claim, ids) for claim, ids in claims.items()]
    return sum(treated) + (await _fire(context, unclaimed, due) if unclaimed else 0)


async def fire_first(context: Context, sync: Sync, read: Callable[[], Awaitable[Sync]]) -> Sync:
    """The sync with nothing due, so that a change of its plan swallows nothing: `read` gives it as it stands by then.

    One call finishes what another replica had decided, the next decides what has come since. While another is at it,
    this waits. A sync that cannot be planned stays due, and can be paused or archived all the same.
    """
    while sync.is_due(context.clock.now()):
        treated = await fire(context, [sync])
        sync = await read()
        if not treated:
            if sync.firing is None:
                break
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
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


async def _fire(context: Context, ids: Sequence[str], by: datetime | None) -> int:
    stores, claim = context.stores, new_id()
    syncs = await stores.syncs.claim(ids, claim, by)
    if not syncs:
        return 0
    await context.probe.reached(Point.AFTER_CLAIM)
    moves = await _moves(context, syncs)
    if any(move.emission for move in moves) and not await stores.firings.decide(claim, moves, context.now()):
        log.warning("claim given up by another", claim=claim, syncs=len(syncs))
        return 0
    await context.probe.reached(Point.AFTER_DECISION)
    await _carry_out(context, claim, moves)
    planned_ones = {move.sync for move in moves}
    await stores.syncs.release([sync.id for sync in syncs if sync.id not in planned_ones], claim)
    return len(moves)


async def _go_on(context: Context, claim: str, ids: Sequence[str]) -> int:
    """With what another has claimed: carry out what it has decided, or end its claim once it had its time."""
    stores, now = context.stores, context.now()
    moves = await stores.firings.decided(claim)
    if moves is None:
        if now - time_of(claim) < timedelta(seconds=context.settings.claim_seconds):
            return 0
        given_up = await stores.firings.give_up(claim, now)
        moves = None if given_up else await stores.firings.decided(claim)
    if moves:
        await _carry_out(context, claim, moves)
    await stores.syncs.release(ids, claim)
    return len(ids)


async def _moves(context: Context, syncs: Sequence[Sync]) -> list[Move]:
    stores, now = context.stores, context.clock.now()
    tenants, active = await asyncio.gather(
        stores.tenants.get_many({sync.tenant for sync in syncs}),
        stores.connections.active({each for sync in syncs for each in sync.connections}),
    )
    moves: list[Move] = []
    for sync in syncs:
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
    return moves


def _decide(context: Context, sync: Sync, tenant: Tenant | None, now: datetime, *, runs: bool) -> Move | None:
    """What is due by the zone that the sync was planned in, and its plan from here on in the tenant's zone."""
    before = sync.plan
    timing = None if before is None else timing_of(sync, before.zone)
    if before is None or timing is None or sync.next_fire is None:
        return None
    decision = due(timing, progress_of(before), now, timedelta(seconds=context.settings.schedule_grace_seconds))
    plan, following = planned(timing, decision.progress, decision.following)
    if tenant is not None and tenant.time_zone != before.zone:
        moved = Timing(timing.schedule, zone_of(tenant.time_zone), timing.offset)
        so_far = progress_after_edit(sync.model_copy(update={"plan": plan}), moved, now)
        plan, following = planned(moved, so_far)
    decided = emission(sync, decision, context.now(), new_id()) if runs else None
    return Move(sync.id, plan, sync.next_fire, following.fires_at, decided)


async def _carry_out(context: Context, claim: str, moves: Sequence[Move]) -> None:
    """Store what was decided. Each step may be repeated, and stores nothing twice."""
    stores, emissions = context.stores, [move.emission for move in moves if move.emission is not None]
    if emissions:
        await _emit(context, emissions)
    await stores.syncs.move_on(moves, claim)
    await context.probe.reached(Point.AFTER_EMISSION)
    if emissions:
        await stores.firings.done(claim)


async def _emit(context: Context, emissions: Sequence[Emission]) -> None:
    stores = context.stores
    fired = await stores.occurrences.add([each for one in emissions for each in one.occurrences])
    await context.probe.reached(Point.AFTER_OCCURRENCES)
    requests = [one.request for one in emissions if one.request is not None and one.request["_id"] in fired]
    await stores.requests.add_many(requests)
    await context.probe.reached(Point.AFTER_HAND_OVER)
    context.wakeups.catalog.set()
    if requests:
        context.wakeups.requests.set()
        log.info("occurrences fired", count=len(requests), first=requests[0]["_id"])
