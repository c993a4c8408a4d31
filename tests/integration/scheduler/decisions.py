"""Decisions of a replica that was gone before it could carry them out."""

from __future__ import annotations

from datetime import timedelta

from psasync_scheduler.domain.catalog import Emission
from psasync_scheduler.domain.nightly import emission
from psasync_scheduler.domain.plan import due
from psasync_scheduler.domain.timetable import planned, progress_of, timing_of
from psasync_scheduler.store.stores import Stores
from psasync_scheduler.store.syncs import Move
from tests.integration.scheduler.hand_clock import EVENING


async def left_open(stores: Stores, sync_id: str, after: timedelta) -> Emission:
    """What is due so long after the evening is decided, and nothing of it stored."""
    sync = await stores.syncs.get(sync_id)
    timing = timing_of(sync, "Europe/Berlin")
    decision = due(timing, progress_of(sync.plan), EVENING + after, timedelta(hours=12))
    plan, following = planned(timing, decision.progress)
    left = emission(sync, decision, following.fires_at, EVENING, "0")
    await stores.syncs.decide([Move(sync, plan, following, left)])
    return left
