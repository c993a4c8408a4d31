"""Fires what is due.

The order makes any number of replicas and any crash fire an occurrence once: it is inserted under its unique name with
its request inside; the request is copied to the outbox; only then does the plan move on. Whoever finds the name taken
goes on from where the other stopped. Each step is one call for all syncs of a batch.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from psasync.kit.ids import new_id
from psasync.kit.logging import get_logger
from psasync.kit.mongo import Document
from psasync_scheduler.actions.context import Context
from psasync_scheduler.domain.catalog import Plan, Sync, Tenant
from psasync_scheduler.domain.localtime import zone_of
from psasync_scheduler.domain.nightly import fired_document, missed_document
from psasync_scheduler.domain.plan import Due, Occurrence, Progress, Timing, due
from psasync_scheduler.domain.timetable import planned, progress_after_edit, progress_of, timing_of

log = get_logger(__name__)

Move = tuple[Sync, Plan, Occurrence]


async def fire(context: Context, syncs: Sequence[Sync]) -> int:
    """Fire, or record as missed, what is due of these syncs, and plan what comes next; how many could be treated."""
    stores, now = context.stores, context.clock.now()
    tenants, active = await asyncio.gather(
        stores.tenants.get_many({sync.tenant for sync in syncs}),
        stores.connections.active({each for sync in syncs for each in sync.connections}),
    )
    occurrences: list[Document] = []
    moves: list[Move] = []
    for sync in syncs:
        tenant = tenants.get(sync.tenant)
        try:
            treated = await _treat(context, sync, tenant, now)
        except (ValueError, LookupError, ArithmeticError):
            # A zone that a newer database has dropped, say: one sync must not keep the others from firing.
            log.exception("sync cannot be planned", sync=sync.id)
            continue
        if treated is None:
            continue
        decision, move = treated
        moves.append(move)
        if tenant is not None and tenant.active and sync.connections <= active:
            occurrences += _documents(sync, decision, context.now())
        # Else occurrences pass by: a pause is a decision, not a downtime.
    placed = await _place(context, occurrences)
    await asyncio.gather(stores.occurrences.handed_over(placed), stores.syncs.advance(moves))
    return len(moves)


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


async def _treat(context: Context, sync: Sync, tenant: Tenant | None, now: datetime) -> tuple[Due, Move] | None:
    """What is due by the zone that the sync was planned in, and its plan from here on in the tenant's zone."""
    before = sync.plan
    timing = None if before is None else timing_of(sync, before.zone)
    if before is None or timing is None:
        return None
    grace = timedelta(seconds=context.settings.schedule_grace_seconds)
    decision = due(timing, progress_of(before), now, grace)
    while (missed := decision.missed) is not None:
        known = await context.stores.occurrences.newest(sync.id, missed.first.name, missed.last.name)
        if known is None:
            break
        # Whoever treated what came up to it did not come to move the plan on, or has done so since it was read.
        decision = due(timing, Progress(known, fired=True), now, grace)
    plan, following = planned(timing, decision.progress, decision.following)
    if tenant is not None and tenant.time_zone != before.zone:
        moved = Timing(timing.schedule, zone_of(tenant.time_zone), timing.offset)
        so_far = progress_after_edit(sync.model_copy(update={"plan": plan}), moved, now)
        plan, following = planned(moved, so_far)
    return decision, (sync, plan, following)


def _documents(sync: Sync, decision: Due, at: datetime) -> list[Document]:
    documents = []
    if decision.missed is not None:
        documents.append(missed_document(sync, decision.missed, at, new_id()))
    if decision.fire is not None:
        documents.append(fired_document(sync, decision.fire, at))
    return documents


async def _place(context: Context, documents: Sequence[Document]) -> list[str]:
    """Those whose request stands in the outbox now."""
    if not documents:
        return []
    firing = await context.stores.occurrences.add(documents)
    await context.stores.requests.add_many([document["request"] for document in firing])
    context.wakeups.catalog.set()
    if firing:
        context.wakeups.requests.set()
        log.info("occurrences fired", count=len(firing), first=firing[0]["_id"])
    return [document["_id"] for document in firing]
