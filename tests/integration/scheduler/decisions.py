"""Claims and decisions of a replica that was gone before it could carry them out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from psasync.kit.ids import id_at
from psasync_scheduler.domain.firing import Emission, Move
from psasync_scheduler.domain.nightly import emission
from psasync_scheduler.domain.plan import due
from psasync_scheduler.domain.timetable import planned, progress_of, timing_of
from psasync_scheduler.store.stores import Stores
from tests.integration.scheduler.hand_clock import EVENING


async def left_claimed(stores: Stores, sync_id: str, ago: timedelta = timedelta()) -> str:
    """Nobody else may decide, and nothing is decided."""
    claim = id_at(datetime.now(UTC) - ago)
    (sync,) = await stores.syncs.claim([sync_id], claim, None)
    assert sync.firing == claim
    return claim


async def left_open(stores: Stores, sync_id: str, after: timedelta) -> Emission:
    """What is due so long after the evening is decided, and nothing of it stored."""
    claim = await left_claimed(stores, sync_id)
    sync = await stores.syncs.get(sync_id)
    timing = timing_of(sync, "Europe/Berlin")
    decision = due(timing, progress_of(sync.plan), EVENING + after, timedelta(hours=12))
    plan, following = planned(timing, decision.progress)
    left = emission(sync, decision, EVENING, "0")
    move = Move(sync.id, plan, sync.next_fire, following.fires_at, left)
    assert await stores.firings.decide(claim, [move], datetime.now(UTC))
    return left
